import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { canonicalEmail, cursorText, pageOf, type PageQuery, type Transaction } from '@portcullis/auth/spi';
import { Database, databaseTransactionOf, type Query, timeOfOwnClock } from '@portcullis/database';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import type { Invitation, InvitationPage } from './invitation.js';
import * as statements from './invitation-statements.js';

interface InvitationRow {
  readonly id: string;
  readonly email: string;
  /** A JSON array. */
  readonly roles: string;
  readonly invited_by: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The table `account_invitations`. An expired invitation counts as none. Time is the database's, so that instances whose clocks differ
 * decide alike; a `Clock` that the application has put in the place of the system's is asked instead. An id may be any text. Everything
 * throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class InvitationTable {
  readonly #lifetimeSeconds: number;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(ACCOUNTS_OPTIONS) { invitationLifetimeSeconds }: CheckedAccountsOptions,
  ) {
    this.#lifetimeSeconds = invitationLifetimeSeconds;
  }

  /** Inserts an invitation, or replaces that of the same address, which keeps its id. Locks it until the transaction ends. */
  async put(
    { email, roles, invitedBy }: Pick<Invitation, 'email' | 'roles' | 'invitedBy'>,
    transaction: Transaction,
  ): Promise<Invitation> {
    const values = [randomUUID(), email, canonicalEmail(email), roles, invitedBy, this.#now, this.#lifetimeSeconds];
    const [row] = await databaseTransactionOf(transaction).query<InvitationRow>(statements.PUT, values);
    return invitationOf(row!);
  }

  find(id: string): Promise<Invitation | null> {
    return this.#one(this.database.query, statements.FIND, id);
  }

  /** Lets the lifetime begin again. Locks the invitation until the transaction ends. */
  prolong(id: string, transaction: Transaction): Promise<Invitation | null> {
    return this.#one(databaseTransactionOf(transaction).query, statements.PROLONG, id, this.#lifetimeSeconds);
  }

  /** Deletes an invitation and returns it. Of several transactions that take one, one gets it. */
  take(id: string, transaction: Transaction): Promise<Invitation | null> {
    return this.#one(databaseTransactionOf(transaction).query, statements.TAKE, id);
  }

  /** @throws RangeError if `after` is not a cursor */
  async list(query: PageQuery): Promise<InvitationPage> {
    const { cursor, limit } = pageOf(query);
    // One row more than the page tells whether there is a next page.
    const rows = await this.database.query<InvitationRow & { readonly created_microseconds: string }>(statements.LIST, [
      this.#now,
      cursor ? Number(cursor.at) : null,
      cursor?.id ?? null,
      limit + 1,
    ]);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      invitations: rows.slice(0, limit).map(invitationOf),
      next: last ? cursorText({ at: last.created_microseconds, id: last.id }) : null,
    };
  }

  /** Deletes expired rows. Returns how many there were, at most `limit`. */
  async purge(limit: number): Promise<number> {
    return (await this.database.query(statements.PURGE, [this.#now, limit])).length;
  }

  async #one(query: Query, sql: string, id: string, ...more: readonly unknown[]): Promise<Invitation | null> {
    const [row] = UUID.test(id) ? await query<InvitationRow>(sql, [id, this.#now, ...more]) : [];
    return row ? invitationOf(row) : null;
  }

  /** `null` for the database's own time. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }
}

function invitationOf({ id, email, invited_by: invitedBy, ...row }: InvitationRow): Invitation {
  const roles = JSON.parse(row.roles) as string[];
  return { id, email, roles, invitedBy, createdAt: row.created_at, expiresAt: row.expires_at };
}
