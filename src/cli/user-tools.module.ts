import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, type DatabaseAdapter } from '@portcullis/database';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { SCOPES } from '../authorization/scopes.js';
import { ROLES } from '../authorization/roles.js';
import type { Settings } from '../config/settings.js';

/**
 * The modules that a change of a user needs, without routes and signing keys. Add every module of the service that provides an
 * `AccountConsequence` or an `EventListener`.
 */
@Module({})
export class UserToolsModule {
  static forRuntime(settings: Settings & { readonly jwtSecret: string }, adapter: DatabaseAdapter): DynamicModule {
    const { preparedStatements, tokenSubject: subject, issuer, audience, jwtSecret: secret } = settings;
    const { bcryptCost: cost, passwordMinLength: minLength } = settings;
    const users = UsersModule.forRoot({ subject, registration: false, purgeInterval: 0 });
    return {
      module: UserToolsModule,
      imports: [
        AuthDatabaseModule.forRoot({ adapter, preparedStatements }),
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
          password: { cost, minLength },
        }),
        SessionsModule.forRoot({ routes: false, purgeInterval: 0 }),
      ],
    };
  }
}
