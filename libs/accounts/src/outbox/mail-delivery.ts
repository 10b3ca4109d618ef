import { Injectable, Logger } from '@nestjs/common';
import { assertSendable } from '../mail/assert-sendable.js';
import type { Mail } from '../mail/mail.js';
import { Mailer } from '../mail/mailer.js';
import { UnsendableMailError } from '../mail/unsendable-mail.error.js';
import { MailComposition } from './mail-composition.js';
import { MailEvents } from './mail-events.js';
import { type LeasedRow, OutboxTable } from './outbox.table.js';
import { retryDelayAfter } from './retry-delay.js';

/** Errors of mail servers repeat the recipient. */
const ADDRESS = /[^\s<>"'(:;,]+@[^\s<>"'):;,]+/g;

/** Delivers leased rows: sends the mail of each, and deletes the row when it was sent. */
@Injectable()
export class MailDelivery {
  readonly #logger = new Logger('MailOutbox');
  /** Rows of mails that were sent while the database was out of reach. */
  readonly #undeleted = new Set<string>();

  constructor(
    private readonly table: OutboxTable,
    private readonly composition: MailComposition,
    private readonly mailer: Mailer,
    private readonly events: MailEvents,
  ) {}

  /**
   * Tries once to deliver a row. A mail that can't be sent is postponed, or given up if this was its last attempt.
   *
   * @param signal ends the wait for the mailer
   * @param isShuttingDown tells when the signal has aborted why: a row is then given back, for another instance
   * @throws ServiceUnavailableError if the database is out of reach. The row is due again when its lease ends
   */
  async deliver(row: LeasedRow, signal: AbortSignal, isShuttingDown: () => boolean): Promise<void> {
    try {
      const mail = await this.composition.mailOf(row);
      if (!mail) {
        return;
      }
      await untilAborted(this.#send(mail, signal), signal);
    } catch (error) {
      await (signal.aborted && isShuttingDown() ? this.table.release(row) : this.#afterFailure(row, error));
      return;
    }
    this.#undeleted.add(row.id);
    await this.deleteSent();
  }

  /**
   * Deletes the rows of all mails that were sent, those of an earlier outage of the database included.
   *
   * @throws ServiceUnavailableError
   */
  async deleteSent(): Promise<void> {
    for (const id of this.#undeleted) {
      await this.table.delete(id);
      this.#undeleted.delete(id);
    }
  }

  /** Rejects if the mailer throws, too. */
  async #send(mail: Mail, signal: AbortSignal): Promise<void> {
    assertSendable(mail);
    await this.mailer.send(mail, signal);
  }

  async #afterFailure(row: LeasedRow, error: unknown): Promise<void> {
    const what = `The mail ${row.id} (${row.purpose})`;
    const reason = String(error).replaceAll(ADDRESS, '<address>');
    const isUnsendable = error instanceof UnsendableMailError;
    if (row.isOverdue || isUnsendable) {
      await this.table.delete(row.id);
      this.events.publishGivenUp(row);
      const when = isUnsendable ? 'at once' : 'after a day. Check the mail server and the options of the mailer';
      this.#logger.error(`${what} was given up ${when}: ${reason}`);
      return;
    }
    const delay = retryDelayAfter(row.attempts);
    await this.table.postpone(row, delay);
    this.#logger.warn(`${what} could not be sent. The next attempt is in ${delay} s: ${reason}`);
  }
}

/** Waits for the work, but no longer than until the signal aborts. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
