import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { AuthModuleOptions } from '@portcullis/auth';
import { AUTH_OPTIONS, BACKGROUND_MAIL, WaitingMails } from '@portcullis/auth/spi';
import { ConfigurableAccountsModule, GIVEN_OPTIONS } from './accounts.module-definition.js';
import {
  ACCOUNTS_OPTIONS,
  type AccountsModuleOptions,
  type CheckedAccountsOptions,
  checkedAccountsOptions,
} from './accounts.options.js';
import { MailComposers } from './outbox/mail-composers.js';
import { MailComposition } from './outbox/mail-composition.js';
import { MailDelivery } from './outbox/mail-delivery.js';
import { MailEvents } from './outbox/mail-events.js';
import { MailOutbox } from './outbox/mail-outbox.js';
import { MailSender } from './outbox/mail-sender.js';
import { OutboxTable } from './outbox/outbox.table.js';
import { SealedMail } from './outbox/sealed-mail.js';
import { WaitingOutbox } from './outbox/waiting-outbox.js';
import { englishTexts } from './texts/english-texts.js';
import { MailTexts } from './texts/mail-texts.js';

/** Mails to users. Needs `AuthModule`, and `AuthDatabaseModule` with `accountsMigrations` among its migrations. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: ACCOUNTS_OPTIONS,
      inject: [GIVEN_OPTIONS, AUTH_OPTIONS],
      useFactory: (given: AccountsModuleOptions, { secret }: AuthModuleOptions) =>
        checkedAccountsOptions({ secret, ...given }),
    },
    {
      provide: BACKGROUND_MAIL,
      inject: [ACCOUNTS_OPTIONS],
      useFactory: ({ sending }: CheckedAccountsOptions) => sending,
    },
    {
      provide: MailTexts,
      inject: [ACCOUNTS_OPTIONS],
      useFactory: ({ productName, texts }: CheckedAccountsOptions): MailTexts => ({
        ...englishTexts(productName),
        ...texts,
      }),
    },
    MailComposers,
    MailComposition,
    MailDelivery,
    MailEvents,
    MailOutbox,
    MailSender,
    OutboxTable,
    SealedMail,
    { provide: WaitingMails, useClass: WaitingOutbox },
  ],
  exports: [MailOutbox, MailTexts],
})
export class AccountsModule extends ConfigurableAccountsModule {}
