import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import type { Transaction } from '@portcullis/auth/spi';
import { type ComposedMail, MailComposer } from '../outbox/mail.composer.js';
import type { MailRequest } from '../outbox/mail-request.js';
import { PASSWORD_RESET, PasswordResetMail } from './password-reset.mail.js';

/** Sends the mail of a reset to the address of an active user, in its stored spelling. Sends nothing to any other address. */
@Injectable()
export class PasswordResetComposer extends MailComposer {
  readonly purpose = PASSWORD_RESET;

  constructor(
    private readonly accounts: Accounts,
    private readonly mail: PasswordResetMail,
  ) {
    super();
  }

  async compose({ address, origin, requestedAt }: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    const account = await this.accounts.find({ email: address }, transaction);
    return account?.user.isActive
      ? this.mail.compose(account, { actor: { kind: 'anonymous' }, origin, at: requestedAt }, transaction)
      : null;
  }
}
