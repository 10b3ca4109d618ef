import { Module } from '@nestjs/common';
import type { AuthModuleOptions } from '@portcullis/auth';
import { AUTH_OPTIONS } from '@portcullis/auth/spi';
import { ConfigurableAccountsModule, GIVEN_OPTIONS } from './accounts.module-definition.js';
import { ACCOUNTS_OPTIONS, type AccountsModuleOptions, checkedAccountsOptions } from './accounts.options.js';
import { MailOutbox } from './outbox/mail-outbox.js';
import { OutboxTable } from './outbox/outbox.table.js';

/** Mails to users. Needs `AuthModule`, and `AuthDatabaseModule` with `accountsMigrations` among its migrations. */
@Module({
  providers: [
    {
      provide: ACCOUNTS_OPTIONS,
      inject: [GIVEN_OPTIONS, AUTH_OPTIONS],
      useFactory: (given: AccountsModuleOptions, { secret }: AuthModuleOptions) =>
        checkedAccountsOptions({ secret, ...given }),
    },
    MailOutbox,
    OutboxTable,
  ],
  exports: [MailOutbox],
})
export class AccountsModule extends ConfigurableAccountsModule {}
