import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { Database, type Query, timeOfOwnClock } from '@portcullis/database';
import * as statements from './outbox-statements.js';

/** Longer than a delivery can take. After a crash the row is due again when its lease ends. */
const LEASE_SECONDS = 120;

const MAX_AGE_SECONDS = 86_400;

/** A row before it is written. One of the two values is sealed, the other is `null`. */
export interface NewOutboxRow {
  readonly id: string;
  readonly purpose: string;
  readonly request: Buffer | null;
  readonly content: Buffer | null;
}

/** A row that this instance has taken for a while. */
export interface LeasedRow extends NewOutboxRow {
  /** The number of this attempt, from 1. */
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether this attempt is the last. */
  readonly isOverdue: boolean;
}

export type LeasedId = Pick<LeasedRow, 'id' | 'attempts'>;

interface LeasedColumns {
  readonly id: string;
  readonly purpose: string;
  /** Base64. */
  readonly request: string | null;
  readonly content: string | null;
  readonly attempts: number;
  readonly created_at: number;
  readonly is_overdue: boolean;
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

  /** Takes one row that is due, for two minutes; `null` if there is none. When a row is a day old, its next attempt is the last. */
  async lease(): Promise<LeasedRow | null> {
    const parameters = [this.#now, LEASE_SECONDS, MAX_AGE_SECONDS];
    const [row] = await this.database.query<LeasedColumns>(statements.LEASE, parameters);
    return row ? leasedRowOf(row) : null;
  }

  /** Returns whether the row is still leased by this attempt, and locks it then. */
  async lock({ id, attempts }: LeasedId, query: Query): Promise<boolean> {
    return (await query(statements.LOCK, [id, attempts])).length === 1;
  }

  async replaceRequest(id: string, content: Buffer, query: Query): Promise<void> {
    await query(statements.REPLACE_REQUEST, [id, content]);
  }

  async delete(id: string, query: Query = this.database.query): Promise<void> {
    await query(statements.DELETE, [id]);
  }

  async postpone({ id, attempts }: LeasedId, delaySeconds: number): Promise<void> {
    await this.database.query(statements.POSTPONE, [id, attempts, this.#now, delaySeconds]);
  }

  async release({ id, attempts }: LeasedId): Promise<void> {
    await this.database.query(statements.RELEASE, [id, attempts, this.#now]);
  }

  /** `null` for the database's own time. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }
}

function leasedRowOf({ id, purpose, request, content, attempts, created_at, is_overdue }: LeasedColumns): LeasedRow {
  const row = { id, purpose, request: bytesOf(request), content: bytesOf(content), attempts };
  return { ...row, createdAt: created_at, isOverdue: is_overdue };
}

function bytesOf(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
