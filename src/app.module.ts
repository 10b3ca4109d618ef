import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule, EventPublishers, GLOBAL_GUARDS } from '@portcullis/auth';
import { SessionsModule, WellKnownModule } from '@portcullis/sessions';
import { TypeOrmUserRepository, UsersModule } from '@portcullis/users';
import { SCOPES } from './authorization/catalogue.js';
import { ROLES } from './authorization/roles.js';
import { keyRingOf } from './config/key-ring-of.js';
import type { Settings } from './config/settings.js';
import { signInLimiterOf } from './config/sign-in-limiter-of.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { MeController } from './me/me.controller.js';
import { metricsOf } from './metrics/metrics-of.js';
import { RootController } from './root.controller.js';
import { EndSessions } from './users/end-sessions.js';
import { UserSessionsController } from './users/user-sessions.controller.js';
import { UsersController } from './users/users.controller.js';

/** What the service can't start without: settings, with what is found at the start in the place of what may be missing. */
export type Runtime = Settings & { readonly databaseUrl: string; readonly jwtSecret: string };

/** The reference service: composition only. The guards are bound for every route here, by the host, as any host would. */
@Module({})
export class AppModule {
  static forRuntime(runtime: Runtime, database = DatabaseModule.forRoot(runtime.databaseUrl)): DynamicModule {
    const users = UsersModule.forRoot({
      subject: runtime.tokenSubject,
      preparedStatements: runtime.preparedStatements,
    });
    const metrics = metricsOf(runtime);
    return {
      module: AppModule,
      imports: [
        database,
        users,
        AuthModule.forRoot({
          isGlobal: true,
          imports: [users],
          userRepository: { useExisting: TypeOrmUserRepository },
          eventPublisher: { useValue: new EventPublishers(metrics.eventPublishers) },
          issuer: runtime.issuer,
          audience: runtime.audience,
          secret: runtime.jwtSecret,
          roles: ROLES,
          scopes: SCOPES,
          ...keyRingOf(runtime),
          signInLimiter: signInLimiterOf(runtime),
          signIn: { attemptsPerAddress: runtime.attemptsPerAddress },
          accessTokenTtl: runtime.accessTokenTtl,
          password: { cost: runtime.bcryptCost, minLength: runtime.passwordMinLength },
        }),
        SessionsModule.forRoot({
          idleTtl: runtime.sessionIdleTtl,
          absoluteTtl: runtime.sessionAbsoluteTtl,
          graceSeconds: runtime.refreshGrace,
          clients: runtime.clients,
          preparedStatements: runtime.preparedStatements,
        }),
        WellKnownModule.forRoot(),
        HealthModule,
        ...metrics.imports,
      ],
      controllers: [RootController, MeController, UsersController, UserSessionsController],
      providers: [RouteTable, EndSessions, ...GLOBAL_GUARDS, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
