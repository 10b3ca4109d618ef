import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import type { MailContent } from '../mail/mail.js';
import { MailUnavailableError } from '../mail/mail-unavailable.error.js';
import { Mailer } from '../mail/mailer.js';
import { NoMailer } from '../mail/no.mailer.js';
import type { NewMailRequest } from './mail-request.js';
import { MailSender } from './mail-sender.js';
import { OutboxTable } from './outbox.table.js';
import { SealedMail } from './sealed-mail.js';

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
 * which it was written. The table holds it encrypted, and only until it is sent.
 *
 * Everything throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class MailOutbox {
  /** Whether the application has a mailer. */
  readonly isAvailable: boolean;

  constructor(
    private readonly table: OutboxTable,
    private readonly sealed: SealedMail,
    private readonly sender: MailSender,
    mailer: Mailer,
  ) {
    this.isAvailable = !(mailer instanceof NoMailer);
  }

  /** @throws MailUnavailableError if the application has no mailer. For a route that is of no use without a mail */
  assertAvailable(): void {
    if (!this.isAvailable) {
      throw new MailUnavailableError();
    }
  }

  /**
   * Writes a finished mail in the transaction of what it tells of. It is sent right after the commit. Writes nothing if the application has
   * no mailer.
   *
   * @param transaction of `Database` in `@portcullis/database`
   */
  async put({ purpose, to, content }: NewMail, transaction: Transaction): Promise<void> {
    if (!this.isAvailable) {
      return;
    }
    const row = { id: randomUUID(), purpose };
    const { query } = databaseTransactionOf(transaction);
    await this.table.insert({ ...row, request: null, content: this.sealed.sealContent(row, { to, content }) }, query);
    transaction.afterCommit(this.sender.wake);
  }

  /**
   * Writes that a mail was asked for at an address: the same statement whether or not a user has the address. The `MailComposer` of the
   * purpose decides within a second, outside of the request, whether there is anything to send. It does not begin right after the request:
   * its work could otherwise be measured by the next one.
   *
   * @param transaction of `Database` in `@portcullis/database`. @default a transaction of its own
   * @throws MailUnavailableError if the application has no mailer
   */
  async request(request: NewMailRequest, transaction?: Transaction): Promise<void> {
    this.assertAvailable();
    const row = { id: randomUUID(), purpose: request.purpose };
    const query = transaction && databaseTransactionOf(transaction).query;
    await this.table.insert({ ...row, request: this.sealed.sealRequest(row, request), content: null }, query);
  }
}
