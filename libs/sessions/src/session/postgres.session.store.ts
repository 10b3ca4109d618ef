import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { cursorText, pageOf, type Transaction } from '@portcullis/auth/spi';
import { BatchedLookUp, Database, databaseTransactionOf, type Query, timeOfOwnClock } from '@portcullis/database';
import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import type { EndedSession, Session, SessionEndReason } from './session.js';
import type { SessionPage, SessionQuery } from './session-page.js';
import { endedIn, type EndedRow, endedSessionOf, type EndingRow, sessionOf, type SessionRow } from './session-row.js';
import * as statements from './session-statements.js';
import {
  type Beginning,
  type NewSession,
  type PresentedSession,
  type RefreshTokenStanding,
  type Rotation,
  type RotationOutcome,
  SessionStore,
} from './session.store.js';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Keeps sessions in PostgreSQL and caches nothing. A change is one statement on one row, or one transaction that locks the row before it
 * reads it, so that each instance sees what another has written before. Many sessions end in batches, each far below the time limit of a
 * statement.
 *
 * In a transaction of the application (`Database.within`) sessions begin and end with its commit. Only the end of a session whose spent
 * token was presented does not depend on it.
 *
 * The clock is the database's, so that all instances use the same time. A `Clock` other than the system's replaces it.
 */
@Injectable()
export class PostgresSessionStore extends SessionStore {
  readonly #logger = new Logger(PostgresSessionStore.name);
  readonly #alive: BatchedLookUp<string, boolean>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
    this.#alive = new BatchedLookUp(database, 'sessions', (ids) => this.#whichAreAlive(ids), false);
  }

  async create(session: NewSession): Promise<Beginning> {
    const [row] = await this.database.prepared<SessionRow>(statements.CREATE, [
      session.id,
      session.userId,
      session.subject,
      session.clientId,
      session.scopes,
      session.address,
      session.userAgent,
      session.tokenHash,
      session.idleMilliseconds,
      session.absoluteMilliseconds,
      this.#now,
      session.authentication?.methods ?? null,
      session.authentication ? new Date(session.authentication.at) : null,
    ]);
    return this.#admitted(session, sessionOf(row!));
  }

  async find(id: string): Promise<Session | null> {
    if (!UUID.test(id)) {
      return null;
    }
    const [row] = await this.database.query<SessionRow>(statements.FIND, [id]);
    return row ? sessionOf(row) : null;
  }

  async findByToken({ sessionId, hash }: RefreshTokenReference): Promise<PresentedSession | null> {
    type PresentedRow = SessionRow & { readonly standing: RefreshTokenStanding; readonly is_alive: boolean };
    const [row] = await this.database.prepared<PresentedRow>(statements.BY_TOKEN, [sessionId, hash, this.#now]);
    return row ? { session: sessionOf(row), standing: row.standing, isAlive: row.is_alive } : null;
  }

  isAlive(id: string): Promise<boolean> {
    return UUID.test(id) ? this.#alive.of(id) : Promise.resolve(false);
  }

  async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const { presented, successorHash, sealedSuccessor, idleMilliseconds } = rotation;
    const rotated = await this.database.prepared(statements.ROTATE, [
      presented.sessionId,
      presented.hash,
      successorHash,
      sealedSuccessor,
      idleMilliseconds,
      this.#now,
    ]);
    return rotated.length > 0
      ? { kind: 'rotated' }
      : this.database.outside(() => this.database.transaction(({ query }) => this.#whyNot(query, rotation)));
  }

  async listOf(userId: string, query: SessionQuery = {}): Promise<SessionPage> {
    const { cursor, limit } = pageOf(query);
    // One row more than the page tells whether there is a next page.
    const rows = await this.#inOrder<SessionRow & { readonly last_used_microseconds: string }>(statements.LIST, [
      userId,
      this.#now,
      cursor ? Number(cursor.at) : null,
      cursor?.id ?? null,
      limit + 1,
    ]);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      sessions: rows.slice(0, limit).map(sessionOf),
      next: last ? cursorText({ at: last.last_used_microseconds, id: last.id }) : null,
    };
  }

  async end(
    id: string,
    { reason, userId }: { readonly reason: SessionEndReason; readonly userId?: string | undefined },
  ): Promise<EndedSession | null> {
    if (!UUID.test(id)) {
      return null;
    }
    const parameters = [id, this.#now, reason, userId ?? null];
    const end = () => this.database.query<EndedRow>(statements.END, parameters);
    // The error that refuses a spent token may roll back the transaction of the application, which must not undo the end.
    const [ended] = await (reason === 'reuse' ? this.database.outside(end) : end());
    return ended ? endedSessionOf(ended) : null;
  }

  async endAllOf(
    userId: string,
    { reason, except, subject }: Parameters<SessionStore['endAllOf']>[1],
  ): Promise<readonly EndedSession[]> {
    if (subject === undefined) {
      // Committed before any session ends: an earlier sign-in either sees the cut-off, or its session is among those that end.
      await this.database.query(statements.CUT_OFF, [userId]);
      // A session that began in a transaction of the application is not visible before its commit.
      await this.database.query(statements.LOCK_OUT_SIGN_INS, [userId]);
      await this.#endUnseenAfterCommit(userId, reason, except);
    }
    const ended: EndedSession[] = [];
    let chosen = statements.BATCH;
    while (chosen === statements.BATCH) {
      const parameters = [userId, this.#now, reason, except ?? null, subject ?? null];
      const rows = await this.#inOrder<EndingRow>(statements.END_BATCH, parameters);
      ended.push(...endedIn(rows));
      chosen = rows[0]?.chosen ?? 0;
    }
    return ended;
  }

  async endAllWithin(
    transaction: Transaction,
    userId: string,
    { reason, except, told }: Parameters<SessionStore['endAllWithin']>[2],
  ): Promise<void> {
    const { query } = databaseTransactionOf(transaction);
    await query(statements.LOCK_OUT_SIGN_INS, [userId]);
    await query(statements.CUT_OFF, [userId]);
    const rows = await query<EndedRow>(statements.END_ALL, [userId, this.#now, reason, except ?? null, false]);
    transaction.afterCommit(() => told(rows.map(endedSessionOf)));
    await this.#endUnseenAfterCommit(userId, reason, except);
  }

  override async whenCommitted(task: () => void): Promise<void> {
    if (this.database.isWithin) {
      await this.database.transaction(async (transaction) => transaction.afterCommit(task));
    } else {
      task();
    }
  }

  async purge({ limit }: { readonly limit: number }): Promise<number> {
    return (await this.database.query(statements.PURGE, [this.#now, limit])).length;
  }

  /** A transaction of the application at a higher isolation level does not see sessions that were committed after its first statement. */
  async #endUnseenAfterCommit(userId: string, reason: SessionEndReason, except: string | undefined): Promise<void> {
    if (this.database.isWithin) {
      const parameters = [userId, this.#now, reason, except ?? null, true];
      const end = () => this.database.query(statements.END_ALL, parameters);
      await this.whenCommitted(() => void end().catch((error: unknown) => this.#logger.error(error)));
    }
  }

  /** The time of a clock other than the system's. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }

  /** Called after the session was inserted: a call that ends all sessions from now on ends this one too. */
  async #admitted({ signInStartedAt, limit }: NewSession, session: Session): Promise<Beginning> {
    const { id, userId } = session;
    const sentAt = performance.now();
    const [row] = await this.database.prepared<{
      readonly cut_off_age: number | null;
      readonly is_over_limit: boolean;
    }>(statements.AFTER_CREATE, [userId, this.#now, limit]);
    const age = row?.cut_off_age ?? Infinity;
    // The server read its clock between the two reads here, so the time of the cut-off is between these limits.
    const [earliest, latest] = [sentAt - age, performance.now() - age];
    if (latest >= signInStartedAt) {
      await this.end(id, { reason: 'signed_out' });
      return { kind: earliest >= signInStartedAt ? 'overtaken' : 'uncertain' };
    }
    const ended = row?.is_over_limit ? await this.#endSurplus(userId, id, limit) : [];
    return { kind: 'begun', session, ended };
  }

  #inOrder<TRow>(sql: string, parameters: unknown[]): Promise<TRow[]> {
    // In a transaction of the application the setting would affect its later statements too.
    if (this.database.isWithin) {
      return this.database.query<TRow>(sql, parameters);
    }
    return this.database.transaction(async ({ query }) => {
      await query(statements.IN_ORDER_OF_INDEX);
      return query<TRow>(sql, parameters);
    });
  }

  async #endSurplus(userId: string, newest: string, limit: number): Promise<readonly EndedSession[]> {
    const parameters = [userId, this.#now, 'session_limit', newest, limit - 1];
    return endedIn(await this.#inOrder<EndingRow>(statements.END_SURPLUS, parameters));
  }

  async #whyNot(query: Query, { presented, graceMilliseconds }: Rotation): Promise<RotationOutcome> {
    const { sessionId, hash } = presented;
    const [row] = await query<{ readonly is_alive: boolean; readonly sealed_successor: string | null }>(
      statements.NOT_ROTATED,
      [sessionId, hash, graceMilliseconds, this.#now],
    );
    if (!row?.is_alive) {
      return { kind: 'over' };
    }
    if (row.sealed_successor !== null) {
      return { kind: 'repeated', sealedSuccessor: Buffer.from(row.sealed_successor, 'base64') };
    }
    await query(statements.END_REUSED, [sessionId, this.#now]);
    return { kind: 'reused' };
  }

  async #whichAreAlive(ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const rows = await this.database.lookUp<{ readonly id: string }>(statements.ALIVE, [ids, this.#now]);
    return new Map(rows.map(({ id }) => [id, true]));
  }
}
