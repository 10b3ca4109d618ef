import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { Database, type Query, timeOfOwnClock } from '@portcullis/database';
import type { CheckedSecret } from '../secret/new-secret.js';
import { OneTimeSecret } from '../secret/one-time-secret.js';
import * as statements from './secret-statements.js';

interface SecretRow {
  readonly id: string;
  readonly purpose: string;
  readonly subject: string | null;
  readonly bound_to: string | null;
  /** JSON. */
  readonly payload: string | null;
  readonly expires_at: number;
}

interface ExpiryRow {
  readonly expires_at: number;
  readonly code_expires_at: number | null;
}

/** What the table keeps of a token and a code. */
export interface SecretHashes {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly codeMac: Buffer | null;
}

export interface SecretExpiry {
  readonly expiresAt: number;
  readonly codeExpiresAt: number | null;
}

export interface Guess {
  readonly purpose: string;
  readonly boundTo: string;
  /** One for each secret of the module. */
  readonly codeMacs: readonly Buffer[];
}

/** By subject and binding if both are given. */
export interface SelectedSecrets {
  readonly purposes: readonly string[];
  readonly subject: string | null;
  readonly boundTo: string | null;
}

/**
 * The table `one_time_secrets`. Time is the database's, so that instances whose clocks differ decide alike; a `Clock` that the host has
 * put in the place of the system's is asked instead. Everything throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class SecretTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert(secret: CheckedSecret, hashes: SecretHashes, query = this.database.query): Promise<SecretExpiry> {
    const [row] = await query<ExpiryRow>(statements.ISSUE, [
      hashes.id,
      secret.purpose,
      secret.subject,
      secret.boundTo,
      hashes.tokenHash,
      hashes.codeMac,
      secret.attempts,
      secret.payload,
      secret.keepsEarlier,
      this.#now,
      secret.lifetimeSeconds,
      secret.codeLifetimeSeconds,
    ]);
    return { expiresAt: row!.expires_at, codeExpiresAt: row!.code_expires_at };
  }

  find(tokenHash: Buffer): Promise<OneTimeSecret | null> {
    return this.#one(this.database.query, statements.FIND, [tokenHash, this.#now]);
  }

  countAttempt(tokenHash: Buffer): Promise<OneTimeSecret | null> {
    return this.#one(this.database.query, statements.ATTEMPT, [tokenHash, this.#now]);
  }

  /** Counts a wrong code. Returns the secret of a right one. */
  guess({ purpose, boundTo, codeMacs }: Guess): Promise<OneTimeSecret | null> {
    const macs = codeMacs.map((mac) => mac.toString('hex'));
    return this.#one(this.database.query, statements.GUESS, [purpose, boundTo, macs, decoyOf(boundTo), this.#now]);
  }

  consume(id: string, query = this.database.query): Promise<OneTimeSecret | null> {
    return this.#one(query, statements.CONSUME, [id, this.#now]);
  }

  consumeToken(tokenHash: Buffer, query = this.database.query): Promise<OneTimeSecret | null> {
    return this.#one(query, statements.CONSUME_TOKEN, [tokenHash, this.#now]);
  }

  /** Returns how many there were. */
  async revoke({ purposes, subject, boundTo }: SelectedSecrets, query = this.database.query): Promise<number> {
    return (await query(statements.REVOKE, [purposes, subject, boundTo])).length;
  }

  /** Returns the ids. */
  async revokeSince(
    { purpose, subject, boundTo }: { readonly purpose: string; readonly subject: string; readonly boundTo: string },
    query = this.database.query,
  ): Promise<string[]> {
    const rows = await query<{ readonly id: string }>(statements.REVOKE_SINCE, [purpose, subject, boundTo, this.#now]);
    return rows.map(({ id }) => id);
  }

  /** Deletes expired rows. Returns how many there were, at most `limit`. */
  async purge(limit: number): Promise<number> {
    return (await this.database.query(statements.PURGE, [this.#now, limit])).length;
  }

  async #one(query: Query, sql: string, parameters: unknown[]): Promise<OneTimeSecret | null> {
    const [row] = await query<SecretRow>(sql, parameters);
    return row ? secretOf(row) : null;
  }

  /** `null` for the database's own time. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }
}

/** One of 256 rows. The same binding has the same one, so that guesses at once wait for each other as they do for a code's row. */
function decoyOf(boundTo: string): string {
  return createHash('sha256').update(boundTo).digest('hex').slice(0, 2);
}

function secretOf(row: SecretRow): OneTimeSecret {
  return new OneTimeSecret({
    id: row.id,
    purpose: row.purpose,
    subject: row.subject,
    boundTo: row.bound_to,
    payload: row.payload === null ? null : (JSON.parse(row.payload) as unknown),
    expiresAt: row.expires_at,
  });
}
