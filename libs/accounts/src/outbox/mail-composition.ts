import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';
import type { Mail } from '../mail/mail.js';
import { MailComposers } from './mail-composers.js';
import { type LeasedRow, OutboxTable } from './outbox.table.js';
import { SealedMail } from './sealed-mail.js';

/** Turns a leased row into the mail to send. */
@Injectable()
export class MailComposition {
  constructor(
    private readonly table: OutboxTable,
    private readonly sealed: SealedMail,
    private readonly composers: MailComposers,
    private readonly database: Database,
  ) {}

  /**
   * Returns the mail of a row. The first time it composes the mail of a request and stores it in the place of the request.
   *
   * @returns `null` if nothing is to be sent, or if the lease has passed to another instance
   * @throws Error if the row can't be decrypted, and every error of the composer
   */
  async mailOf(row: LeasedRow): Promise<Mail | null> {
    if (row.content) {
      return this.sealed.mailIn(row, row.content);
    }
    const request = this.sealed.requestIn(row, row.request!);
    const composer = this.composers.of(row.purpose);
    return this.database.transaction(async (transaction) => {
      const { query } = transaction;
      if (!(await this.table.lock(row, query))) {
        return null;
      }
      const composed = await composer.compose(request, transaction);
      if (!composed) {
        await this.table.delete(row.id, query);
        return null;
      }
      await this.table.replaceRequest(row.id, this.sealed.sealContent(row, composed), query);
      return { id: row.id, to: composed.to, ...composed.content };
    });
  }
}
