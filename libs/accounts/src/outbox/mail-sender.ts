import { AsyncResource } from 'node:async_hooks';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BACKGROUND_MAIL } from '@portcullis/auth/spi';
import { Mailer } from '../mail/mailer.js';
import { NoMailer } from '../mail/no.mailer.js';
import { MailDelivery } from './mail-delivery.js';
import { type LeasedRow, OutboxTable } from './outbox.table.js';

const POLL_MILLISECONDS = 1_000;

/** A mail server that hangs holds up this many mails at most. */
const MAX_WORKERS = 4;

/** Longer than the timeouts of `SmtpMailer` together. */
const SEND_MILLISECONDS = 45_000;

/** At shutdown, a mail that is being sent may take so long. A service has some ten seconds to end. */
const GRACE_MILLISECONDS = 3_000;

/**
 * Sends the mails of the outbox in the background: right after the commit that wrote them, or when a poll finds that they are due. A poll
 * finds the mails of other instances too. While a mail is sent, no connection to the database is held.
 */
@Injectable()
export class MailSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('MailOutbox');
  readonly #workers = new Set<Promise<void>>();
  readonly #deliveries = new Set<AbortController>();
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isReleasing = false;
  #isDatabaseOut = false;

  constructor(
    @Inject(BACKGROUND_MAIL) private readonly isEnabled: boolean,
    private readonly table: OutboxTable,
    private readonly delivery: MailDelivery,
    private readonly mailer: Mailer,
  ) {}

  onApplicationBootstrap(): void {
    if (this.isEnabled && !(this.mailer instanceof NoMailer)) {
      this.#isRunning = true;
      // The timer alone must not keep the process running.
      this.#timer = setInterval(() => this.wake(), POLL_MILLISECONDS).unref();
      this.wake();
    }
  }

  /** Finishes the mails that are being sent, or gives them back after three seconds. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isRunning = false;
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.#release(), GRACE_MILLISECONDS);
    await Promise.all(this.#workers);
    clearTimeout(timer);
  }

  /**
   * Looks for mails that are due, without waiting for them. Runs outside of the caller's context: a request must not lend its transaction
   * to the mails of others.
   */
  readonly wake: () => void = AsyncResource.bind(() => {
    if (this.#isRunning && this.#workers.size < MAX_WORKERS) {
      const worker: Promise<void> = this.#work().finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  });

  /** Delivers one mail after the other, until none is due. Never rejects. */
  async #work(): Promise<void> {
    try {
      await this.delivery.deleteSent();
      for (let row = await this.#next(); row; row = await this.#next()) {
        // More may be due. One worker after the other finds out.
        this.wake();
        await this.#deliver(row);
      }
      this.#isDatabaseOut = false;
    } catch (error) {
      if (!this.#isDatabaseOut) {
        this.#logger.warn(`The outbox can't be read. Its mails are sent as soon as it can be again: ${String(error)}`);
      }
      this.#isDatabaseOut = true;
    }
  }

  async #next(): Promise<LeasedRow | null> {
    return this.#isRunning ? this.table.lease() : null;
  }

  async #deliver(row: LeasedRow): Promise<void> {
    const controller = new AbortController();
    const abort = () => controller.abort(new Error(`The mailer took more than ${SEND_MILLISECONDS / 1_000} s`));
    const timer = setTimeout(abort, SEND_MILLISECONDS);
    this.#deliveries.add(controller);
    if (this.#isReleasing) {
      controller.abort();
    }
    try {
      await this.delivery.deliver(row, controller.signal, () => this.#isReleasing);
    } finally {
      clearTimeout(timer);
      this.#deliveries.delete(controller);
    }
  }

  #release(): void {
    this.#isReleasing = true;
    this.#deliveries.forEach((controller) => controller.abort());
  }
}
