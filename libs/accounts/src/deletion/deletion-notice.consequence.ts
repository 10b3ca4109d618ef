import { Inject, Injectable } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import { type AccountChange, AccountConsequence, NO_REQUEST, type Transaction } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailTexts } from '../texts/mail-texts.js';

const PURPOSE = 'deletion_scheduled';

/** Tells users when their account will be deleted and how they keep it, in the transaction that schedules the deletion. */
@Injectable()
export class DeletionNotice extends AccountConsequence {
  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    private readonly clock: Clock,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: Pick<CheckedAccountsOptions, 'appUrl'>,
  ) {
    super();
  }

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    if (change.kind !== 'deletion_scheduled' || !this.outbox.isAvailable) {
      return;
    }
    const { user, actor, deleteAfter } = change;
    const account = await this.accounts.find({ id: user.id }, transaction);
    if (account) {
      const content = this.texts.deletionScheduled({
        username: user.username,
        at: this.clock.now(),
        // The user must not learn from where an administrator works.
        origin: actor.kind === 'user' && actor.id === String(user.id) ? change.origin : NO_REQUEST,
        deleteAfter,
        link: this.options.appUrl,
      });
      await this.outbox.put({ purpose: PURPOSE, to: account.email, content }, transaction);
    }
  }
}
