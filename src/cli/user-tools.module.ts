import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '@portcullis/auth';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import type { DataSource } from 'typeorm';
import { SCOPES } from '../authorization/scopes.js';
import { ROLES } from '../authorization/roles.js';
import type { Settings } from '../config/settings.js';

/**
 * The modules that a change of a user needs, without routes and signing keys. Add every module of the service that provides an
 * `AccountConsequence` or an `EventListener`.
 */
@Module({})
export class UserToolsModule {
  static forRuntime(settings: Settings & { readonly jwtSecret: string }, dataSource: DataSource): DynamicModule {
    const { preparedStatements, tokenSubject: subject, issuer, audience, jwtSecret: secret } = settings;
    const users = UsersModule.forRoot({ subject, preparedStatements, registration: false });
    return {
      module: UserToolsModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: async () => dataSource,
        }),
        users,
        AuthModule.forRoot({
          isGlobal: true,
          imports: [users],
          userRepository: { useExisting: PostgresUserRepository },
          tokenEndpoint: false,
          issuer,
          audience,
          secret,
          roles: ROLES,
          scopes: SCOPES,
        }),
        SessionsModule.forRoot({ routes: false, purgeInterval: 0, preparedStatements }),
      ],
    };
  }
}
