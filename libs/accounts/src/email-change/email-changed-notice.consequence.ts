import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import {
  type AccountChange,
  AccountConsequence,
  canonicalEmail,
  NO_REQUEST,
  type Transaction,
} from '@portcullis/auth/spi';
import { MailOutbox } from '../outbox/mail-outbox.js';
import type { EmailChangeFacts } from '../texts/mail-facts.js';
import { MailTexts } from '../texts/mail-texts.js';

const PURPOSE = 'email_changed';

/** Tells users of every change of their address, at the earlier and at the new one, in the transaction of the change (ASVS 6.3.7). */
@Injectable()
export class EmailChangedNotice extends AccountConsequence {
  readonly #onlyNewAddress = new WeakSet<Transaction>();

  constructor(
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** For a change whose earlier address was told of it when it was requested. */
  omitFormerAddress(transaction: Transaction): void {
    this.#onlyNewAddress.add(transaction);
  }

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    if (change.kind !== 'email_changed') {
      return;
    }
    const { user, from, to, actor, origin } = change;
    const facts = { username: user.username, at: this.clock.now(), newEmail: to };
    // From where an administrator works is not for the user, and from where an owner undoes a change not for the thief's mailbox.
    const isByUser = actor.kind === 'user' && actor.id === String(user.id);
    const isByOwnerOfNew = isByUser || actor.kind === 'token_holder';
    await this.#tell(to, { ...facts, origin: isByOwnerOfNew ? origin : NO_REQUEST }, transaction);
    if (canonicalEmail(from) !== canonicalEmail(to) && !this.#onlyNewAddress.has(transaction)) {
      await this.#tell(from, { ...facts, origin: isByUser ? origin : NO_REQUEST }, transaction);
    }
  }

  async #tell(to: string, facts: EmailChangeFacts, transaction: Transaction): Promise<void> {
    await this.outbox.put({ purpose: PURPOSE, to, content: this.texts.emailChanged(facts) }, transaction);
  }
}
