import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { TypeOrmUserRepository, UsersModule } from '@portcullis/users';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { MeController } from './me/me.controller.js';
import { RootController } from './root.controller.js';

/** What the service can't start without: settings, with what is found at the start in the place of what may be missing. */
export type Runtime = Settings & { readonly databaseUrl: string; readonly jwtSecret: string };

/** The reference service: composition only. The guards are bound for every route here, by the host, as any host would. */
@Module({})
export class AppModule {
  static forRuntime(runtime: Runtime): DynamicModule {
    const users = UsersModule.forRoot({ subject: runtime.tokenSubject });
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot(runtime.databaseUrl),
        users,
        AuthModule.forRoot({
          isGlobal: true,
          imports: [users],
          userRepository: { useExisting: TypeOrmUserRepository },
          issuer: runtime.issuer,
          audience: runtime.audience,
          secret: runtime.jwtSecret,
          accessTokenTtl: runtime.accessTokenTtl,
          password: { cost: runtime.bcryptCost, minLength: runtime.passwordMinLength },
        }),
        HealthModule,
      ],
      controllers: [RootController, MeController],
      providers: [RouteTable, ...GLOBAL_GUARDS, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
