import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { WellKnownModule } from '@portcullis/keys';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { SCOPES } from './authorization/scopes.js';
import { ROLES } from './authorization/roles.js';
import { keyRingOf } from './config/key-ring-of.js';
import type { Settings } from './config/settings.js';
import { signInLimiterOf } from './config/sign-in-limiter-of.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { accountsOf } from './mail/accounts-of.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { MeController } from './me/me.controller.js';
import { metricsOf } from './metrics/metrics-of.js';
import { PagesModule } from './pages/pages.module.js';
import { RootController } from './root.controller.js';
import { UserSessionsController } from './users/user-sessions.controller.js';
import { UsersController } from './users/users.controller.js';

/** The settings, completed at the start by the URL of the database and the secret. */
export type Runtime = Settings & { readonly databaseUrl: string; readonly jwtSecret: string };

/** The reference service: composition only. It binds the guards for every route, as any application would. */
@Module({})
export class AppModule {
  static forRuntime(runtime: Runtime, database = DatabaseModule.forRoot(runtime.databaseUrl, runtime)): DynamicModule {
    const users = UsersModule.forRoot({
      subject: runtime.tokenSubject,
      registrationsPerAddress: runtime.registrationsPerAddress,
      registration: { hidesAddresses: runtime.emailVerification === 'required' },
    });
    return {
      module: AppModule,
      imports: [
        database,
        users,
        AuthModule.forRoot({
          isGlobal: true,
          imports: [users],
          userRepository: { useExisting: PostgresUserRepository },
          issuer: runtime.issuer,
          audience: runtime.audience,
          clients: runtime.clients,
          secret: [runtime.jwtSecret, ...runtime.jwtPreviousSecrets],
          roles: ROLES,
          scopes: SCOPES,
          inactiveUserStatus: runtime.inactiveUserStatus,
          ...keyRingOf(runtime),
          signInLimiter: signInLimiterOf(runtime),
          signIn: { attemptsPerAddress: runtime.attemptsPerAddress },
          accessTokenTtl: runtime.accessTokenTtl,
          password: {
            cost: runtime.bcryptCost,
            minLength: runtime.passwordMinLength,
            rehash: runtime.rehash,
          },
        }),
        SessionsModule.forRoot({
          idleTtl: runtime.sessionIdleTtl,
          absoluteTtl: runtime.sessionAbsoluteTtl,
          graceSeconds: runtime.refreshGrace,
          sessionsPerUser: runtime.sessionsPerUser,
        }),
        ...accountsOf(runtime, users),
        PagesModule.forRuntime(runtime),
        WellKnownModule.forRoot({ publicUrl: runtime.publicUrl }),
        HealthModule,
        ...metricsOf(runtime),
      ],
      controllers: [RootController, MeController, UsersController, UserSessionsController],
      providers: [RouteTable, ...GLOBAL_GUARDS, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
