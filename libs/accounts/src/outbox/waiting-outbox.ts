import { Injectable } from '@nestjs/common';
import { WaitingMails } from '@portcullis/auth/spi';
import { MailDelivery } from './mail-delivery.js';
import { OutboxTable } from './outbox.table.js';

/** Sends the mails of the outbox when it is told to, one after the other. For a test kit, in the place of `MailSender`. */
@Injectable()
export class WaitingOutbox extends WaitingMails {
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly table: OutboxTable,
    private readonly delivery: MailDelivery,
  ) {
    super();
  }

  /** Calls at once send in turn, so that mails keep their order. */
  override sendAll(): Promise<void> {
    const sent = this.#last.then(() => this.#sendAll());
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async #sendAll(): Promise<void> {
    for (let row = await this.table.lease(); row; row = await this.table.lease()) {
      await this.delivery.deliver(row, new AbortController().signal, () => false);
    }
  }
}
