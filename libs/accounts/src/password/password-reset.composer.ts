import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import type { RequestOrigin, Transaction } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { type ComposedMail, MailComposer } from '../outbox/mail.composer.js';
import type { MailRequest } from '../outbox/mail-request.js';
import { MailTexts } from '../texts/mail-texts.js';
import { PASSWORD_RESET, PasswordResetMail } from './password-reset.mail.js';

/**
 * Sends the mail of a reset to the address of an active user, in its stored spelling. Sends nothing to a deactivated user. An address that no
 * account has gets nothing, or a mail that says so (`mailsUnknownAddresses`).
 */
@Injectable()
export class PasswordResetComposer extends MailComposer {
  readonly purpose = PASSWORD_RESET;

  constructor(
    private readonly accounts: Accounts,
    private readonly mail: PasswordResetMail,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {
    super();
  }

  async compose({ address, origin, requestedAt }: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    const account = await this.accounts.find({ email: address }, transaction);
    if (!account) {
      return this.#toUnknown(address, origin, requestedAt);
    }
    return account.user.isActive
      ? this.mail.compose(account, { actor: { kind: 'anonymous' }, origin, at: requestedAt }, transaction)
      : null;
  }

  #toUnknown(address: string, origin: RequestOrigin, at: number): ComposedMail | null {
    const { mailsUnknownAddresses, appUrl: link } = this.options;
    return mailsUnknownAddresses ? { to: address, content: this.texts.unknownAddress({ at, origin, link }) } : null;
  }
}
