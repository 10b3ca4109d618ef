import { Injectable } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import { type AccountChange, AccountConsequence, type Transaction } from '@portcullis/auth/spi';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailTexts } from '../texts/mail-texts.js';

const PURPOSE = 'password_changed';

/** Tells users of every change of their password, in the transaction of the change (ASVS 6.3.7). */
@Injectable()
export class PasswordNotice extends AccountConsequence {
  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    private readonly clock: Clock,
  ) {
    super();
  }

  async follow({ kind, user, origin }: AccountChange, transaction: Transaction): Promise<void> {
    if (kind !== 'password_changed' || !this.outbox.isAvailable) {
      return;
    }
    const account = await this.accounts.find({ id: user.id }, transaction);
    if (account) {
      const content = this.texts.passwordChanged({ username: user.username, at: this.clock.now(), origin });
      await this.outbox.put({ purpose: PURPOSE, to: account.email, content }, transaction);
    }
  }
}
