import { type DynamicModule, Module, type NestModule } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { AuthModuleOptions } from '@portcullis/auth';
import { AUTH_OPTIONS, ignoreEmptyBodies, soleAuthModule } from '@portcullis/auth/spi';
import { OAuthEndpointsMetadata } from './endpoints/oauth-endpoints.metadata.js';
import { Sessions } from './session/sessions.js';
import { TokenIntrospection } from './endpoints/token.introspection.js';
import { TokenRevocation } from './endpoints/token.revocation.js';
import { SessionEvents } from './events/session-events.js';
import { SessionPurge } from './purge/session.purge.js';
import { RefreshTokens } from './refresh-token/refresh-tokens.js';
import { SessionCheck } from './session/session.check.js';
import { SessionConsequence } from './session/session.consequence.js';
import { SessionIssuer } from './session/session.issuer.js';
import { SessionStore } from './session/session.store.js';
import { RefreshTokenGrant } from './token-endpoint/refresh-token.grant.js';
import { SessionCustomizer } from './token-endpoint/session.customizer.js';
import { ConfigurableSessionsModule, GIVEN_OPTIONS } from './sessions.module-definition.js';
import { checkedSessionsOptions, SESSIONS_OPTIONS, type SessionsModuleOptions } from './sessions.options.js';

/**
 * Begins a session for every sign-in: `POST /token` also returns refresh tokens and exchanges them, and an access token is refused
 * when its session has ended. Extends `AuthModule`, which is global or among the `imports`. Needs `AuthDatabaseModule` of
 * `@portcullis/database` and the tables of `sessionsMigrations`, or a `store`.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: SESSIONS_OPTIONS,
      inject: [GIVEN_OPTIONS, AUTH_OPTIONS],
      useFactory: (given: SessionsModuleOptions, { secret }: AuthModuleOptions) =>
        checkedSessionsOptions({ secret, ...given }),
    },
    OAuthEndpointsMetadata,
    RefreshTokenGrant,
    RefreshTokens,
    SessionCheck,
    SessionConsequence,
    SessionCustomizer,
    SessionEvents,
    SessionIssuer,
    SessionPurge,
    Sessions,
    soleAuthModule(
      'SessionsModule',
      'a refresh token of one would be accepted by the others, for the user with the same sub',
    ),
    TokenIntrospection,
    TokenRevocation,
  ],
  exports: [RefreshTokens, SessionPurge, Sessions, SessionStore],
})
export class SessionsModule extends ConfigurableSessionsModule implements NestModule {
  constructor(private readonly http: HttpAdapterHost) {
    super();
  }

  static override forRoot(options: Parameters<(typeof ConfigurableSessionsModule)['forRoot']>[0] = {}): DynamicModule {
    return super.forRoot(options);
  }

  configure(): void {
    ignoreEmptyBodies(this.http);
  }
}
