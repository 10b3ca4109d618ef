import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { SystemClock } from '@portcullis/auth/spi';
import { Database, type Query } from '@portcullis/database';
import * as statements from './outbox-statements.js';

/** A row before it is written. One of the two values is sealed, the other is `null`. */
export interface NewOutboxRow {
  readonly id: string;
  readonly purpose: string;
  readonly request: Buffer | null;
  readonly content: Buffer | null;
}

/**
 * The table `mail_outbox`. Time is the database's, so that instances whose clocks differ decide alike; a `Clock` that the application has
 * put in the place of the system's is asked instead. Everything throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class OutboxTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert({ id, purpose, request, content }: NewOutboxRow, query: Query = this.database.query): Promise<void> {
    await query(statements.INSERT, [id, purpose, request, content, this.#now]);
  }

  /** `null` for the database's own time. */
  get #now(): Date | null {
    return this.clock instanceof SystemClock ? null : new Date(this.clock.now());
  }
}
