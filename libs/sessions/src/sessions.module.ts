import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AUTH_OPTIONS, type AuthModuleOptions } from '@portcullis/auth';
import { ClientAuthentication } from './clients/client.authentication.js';
import { Sessions } from './endpoints/sessions.js';
import { TokenIntrospection } from './endpoints/token.introspection.js';
import { TokenRevocation } from './endpoints/token.revocation.js';
import { SessionEvents } from './events/session-events.js';
import { SessionPurge } from './purge/session.purge.js';
import { ClientOfRequest } from './refresh-token/client-of-request.js';
import { PresentedSessions } from './refresh-token/presented-sessions.js';
import { RefreshTokenGrant } from './refresh-token/refresh-token.grant.js';
import { RefreshTokens } from './refresh-token/refresh-tokens.js';
import { SessionCheck } from './session/session.check.js';
import { SessionCustomizer } from './session/session.customizer.js';
import { SessionStore } from './session/session.store.js';
import { ConfigurableSessionsModule, GIVEN_OPTIONS } from './sessions.module-definition.js';
import { checkedOptions, SESSIONS_OPTIONS, type SessionsModuleOptions } from './sessions.options.js';
import { SoleAuthModule } from './sole-auth-module.js';

/**
 * Puts a session behind every sign-in: `POST /token` answers a refresh token too and takes it, and an access token is good for as
 * long as its session is. Plugs into the hinges of `AuthModule`, which is global or among the `imports`. Wants the host's TypeORM
 * data source, with `StoredSession` among its entities and `sessionsMigrations` among its migrations, or a `store` of the host's.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: SESSIONS_OPTIONS,
      inject: [GIVEN_OPTIONS, AUTH_OPTIONS],
      useFactory: (given: SessionsModuleOptions, { secret }: AuthModuleOptions) => checkedOptions({ secret, ...given }),
    },
    ClientAuthentication,
    ClientOfRequest,
    PresentedSessions,
    RefreshTokenGrant,
    RefreshTokens,
    SessionCheck,
    SessionCustomizer,
    SessionEvents,
    SessionPurge,
    Sessions,
    SoleAuthModule,
    TokenIntrospection,
    TokenRevocation,
  ],
  exports: [RefreshTokens, SessionPurge, Sessions, SessionStore],
})
export class SessionsModule extends ConfigurableSessionsModule {
  static override forRoot(options: Parameters<(typeof ConfigurableSessionsModule)['forRoot']>[0] = {}): DynamicModule {
    return super.forRoot(options);
  }
}
