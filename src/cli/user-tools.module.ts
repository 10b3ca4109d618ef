import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '@portcullis/accounts';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, type DatabaseAdapter } from '@portcullis/database';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { SCOPES } from '../authorization/scopes.js';
import { ROLES } from '../authorization/roles.js';
import { PRODUCT_NAME } from '../mail/accounts-of.js';
import { hasMailbox } from '../mail/mail-settings.js';
import { MailerOfTheService } from '../mail/mailer-of-the-service.js';
import { serviceUrlOf } from '../mail/service-url.js';
import type { CommandSettings } from './command-settings.js';

/**
 * The modules that a change of a user needs, without routes and signing keys. Add every module of the service that provides an
 * `AccountConsequence` or an `EventListener`.
 */
@Module({})
export class UserToolsModule {
  static forRuntime({ settings, hasSecret }: CommandSettings, adapter: DatabaseAdapter): DynamicModule {
    const { preparedStatements, tokenSubject: subject, issuer, audience, jwtSecret: secret } = settings;
    const { bcryptCost: cost, passwordMinLength: minLength } = settings;
    const writesMails = hasSecret && (settings.mailUrl !== undefined || hasMailbox(settings));
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
        AccountsModule.forRoot({
          imports: [users],
          routes: false,
          sending: false,
          productName: PRODUCT_NAME,
          appUrl: () => settings.appUrl ?? serviceUrlOf(settings),
          emailVerification: settings.emailVerification,
          ...(writesMails && { mailer: MailerOfTheService }),
        }),
      ],
    };
  }
}
