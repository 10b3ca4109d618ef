import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { plainOriginOf, type Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import type { MailContent } from '../mail/mail.js';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import { Mailer } from '../mail/mailer.js';
import { NoMailer } from '../mail/no.mailer.js';
import type { NewMailRequest } from './mail-request.js';
import { MailSeal } from './mail-seal.js';
import { OutboxTable } from './outbox.table.js';

/** A finished mail. */
export interface NewMail {
  /** Which mail, for events and the log: `password_changed`, for example. */
  readonly purpose: string;
  /** One plain address, `local@domain`. */
  readonly to: string;
  readonly content: MailContent;
}

/**
 * Keeps mails until they are sent, outside of the request, at least once. A mail exists if and only if the transaction was committed in
 * which it was written. The table holds it encrypted, and no longer when it was sent.
 *
 * Everything throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class MailOutbox {
  /** Whether the application has a mailer. */
  readonly isAvailable: boolean;
  readonly #seal: MailSeal;

  constructor(
    @Inject(ACCOUNTS_OPTIONS) { secret }: Pick<CheckedAccountsOptions, 'secret'>,
    private readonly table: OutboxTable,
    mailer: Mailer,
  ) {
    this.isAvailable = !(mailer instanceof NoMailer);
    this.#seal = new MailSeal(secret);
  }

  /** @throws MailUnavailableError if the application has no mailer. For a route that is of no use without a mail */
  assertAvailable(): void {
    if (!this.isAvailable) {
      throw new MailUnavailableError();
    }
  }

  /**
   * Writes a finished mail in the transaction of what it tells of. Writes nothing if the application has no mailer.
   *
   * @param transaction of `Database` in `@portcullis/database`
   */
  async put({ purpose, to, content }: NewMail, transaction: Transaction): Promise<void> {
    if (!this.isAvailable) {
      return;
    }
    const id = randomUUID();
    const { subject, text, html } = content;
    const sealed = this.#seal.seal({ id, purpose, column: 'content' }, { to, subject, text, html });
    const { query } = databaseTransactionOf(transaction);
    await this.table.insert({ id, purpose, request: null, content: sealed }, query);
  }

  /**
   * Writes that a mail was asked for at an address: the same statement whether or not a user has the address. The `MailComposer` of the
   * purpose decides later, outside of the request, whether there is anything to send.
   *
   * @param transaction of `Database` in `@portcullis/database`. @default a transaction of its own
   * @throws MailUnavailableError if the application has no mailer
   */
  async request({ purpose, address, origin }: NewMailRequest, transaction?: Transaction): Promise<void> {
    this.assertAvailable();
    const id = randomUUID();
    const sealed = this.#seal.seal({ id, purpose, column: 'request' }, { address, origin: plainOriginOf(origin) });
    const query = transaction && databaseTransactionOf(transaction).query;
    await this.table.insert({ id, purpose, request: sealed, content: null }, query);
  }
}
