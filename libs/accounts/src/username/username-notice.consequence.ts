import { Injectable } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import { type AccountChange, AccountConsequence, NO_REQUEST, type Transaction } from '@portcullis/auth/spi';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailTexts } from '../texts/mail-texts.js';

const PURPOSE = 'username_changed';

/** Tells users of every change of their name, in the transaction of the change. */
@Injectable()
export class UsernameNotice extends AccountConsequence {
  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    private readonly clock: Clock,
  ) {
    super();
  }

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    if (change.kind !== 'username_changed' || !this.outbox.isAvailable) {
      return;
    }
    const { user, from, actor } = change;
    const account = await this.accounts.find({ id: user.id }, transaction);
    if (account) {
      // The user must not learn from where an administrator works.
      const origin = actor.kind === 'user' && actor.id !== String(user.id) ? NO_REQUEST : change.origin;
      const content = this.texts.usernameChanged({ username: user.username, at: this.clock.now(), origin, from });
      await this.outbox.put({ purpose: PURPOSE, to: account.email, content }, transaction);
    }
  }
}
