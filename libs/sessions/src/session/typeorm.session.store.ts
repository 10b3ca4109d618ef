import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import {
  BatchedLookUp,
  inTransaction,
  PreparedQueries,
  type PreparedQuery,
  type Query,
  queryRows,
} from '@portcullis/database';
import { DataSource } from 'typeorm';
import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import { SESSIONS_OPTIONS, type SessionsModuleOptions } from '../sessions.options.js';
import { isAliveAt, type Session, type SessionEndReason } from './session.js';
import { SESSION_COLUMNS, sessionOf, type SessionRow } from './session-row.js';
import {
  type NewSession,
  type PresentedSession,
  type RefreshTokenStanding,
  type Rotation,
  type RotationOutcome,
  SessionStore,
} from './session.store.js';

/** Any number will do that is the same in every instance. */
const PURGE_LOCK = 7_677_433_180_113;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const CREATE: PreparedQuery = {
  name: 'portcullis_session_create',
  sql: `INSERT INTO sessions (id, subject, client_id, scopes, created_at, last_used_at, idle_expires_at, expires_at,
       address, user_agent, current_hash)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)`,
  writes: true,
};

const ALIVE: PreparedQuery = {
  name: 'portcullis_sessions_alive',
  sql: `SELECT id FROM sessions
     WHERE id = ANY($1::uuid[]) AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2`,
};

const BY_TOKEN: PreparedQuery = {
  name: 'portcullis_session_by_token',
  sql: `SELECT ${SESSION_COLUMNS},
       CASE $2::bytea WHEN current_hash THEN 'current' WHEN previous_hash THEN 'previous' ELSE 'spent' END AS standing
     FROM sessions WHERE id = $1`,
};

const ROTATE: PreparedQuery = {
  name: 'portcullis_session_rotate',
  // Whoever waits for the row looks at the condition again once it has it, and finds another current token.
  sql: `UPDATE sessions SET previous_hash = current_hash, current_hash = $3, sealed_successor = $4, rotated_at = $6,
       last_used_at = $6, idle_expires_at = LEAST($5, expires_at)
     WHERE id = $1 AND current_hash = $2 AND ended_at IS NULL AND idle_expires_at > $6 AND expires_at > $6
     RETURNING id`,
  writes: true,
};

interface RotationRow extends SessionRow {
  readonly previous_hash: Buffer | null;
  readonly sealed_successor: Buffer | null;
  readonly rotated_at: Date | null;
}

/**
 * Keeps sessions in PostgreSQL, and asks it anew for every question. A change is one statement on one row, or one transaction
 * that locks that row before it looks: of instances that change one at once each sees what the one before it has left. Time is
 * the clock's, not the database's.
 */
@Injectable()
export class TypeOrmSessionStore extends SessionStore {
  readonly #alive = new BatchedLookUp<string, boolean>('sessions', (ids) => this.#whichAreAlive(ids), false);
  readonly #prepared: PreparedQueries;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(SESSIONS_OPTIONS) { preparedStatements = true }: Pick<SessionsModuleOptions, 'preparedStatements'> = {},
  ) {
    super();
    this.#prepared = new PreparedQueries(dataSource, preparedStatements);
  }

  async create(session: NewSession): Promise<void> {
    await this.#prepared.run(CREATE, [
      session.id,
      session.subject,
      session.clientId,
      session.scopes,
      new Date(session.createdAt),
      new Date(session.idleExpiresAt),
      new Date(session.expiresAt),
      session.address,
      session.userAgent,
      session.tokenHash,
    ]);
  }

  async find(id: string): Promise<Session | null> {
    if (!UUID.test(id)) {
      return null;
    }
    const [row] = await queryRows<SessionRow>(
      this.dataSource,
      `SELECT ${SESSION_COLUMNS} FROM sessions WHERE id = $1`,
      [id],
    );
    return row ? sessionOf(row) : null;
  }

  async findByToken({ sessionId, hash }: RefreshTokenReference): Promise<PresentedSession | null> {
    const [row] = await this.#prepared.run<SessionRow & { readonly standing: RefreshTokenStanding }>(BY_TOKEN, [
      sessionId,
      hash,
    ]);
    return row ? { session: sessionOf(row), standing: row.standing } : null;
  }

  isAlive(id: string): Promise<boolean> {
    return UUID.test(id) ? this.#alive.of(id) : Promise.resolve(false);
  }

  async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const { presented, successorHash, sealedSuccessor, idleExpiresAt } = rotation;
    const rotated = await this.#prepared.run(ROTATE, [
      presented.sessionId,
      presented.hash,
      successorHash,
      sealedSuccessor,
      new Date(idleExpiresAt),
      new Date(this.clock.now()),
    ]);
    return rotated.length > 0
      ? { kind: 'rotated' }
      : inTransaction(this.dataSource, (query) => this.#whyNot(query, rotation));
  }

  async listOf(subject: string): Promise<readonly Session[]> {
    const rows = await queryRows<SessionRow>(
      this.dataSource,
      `SELECT ${SESSION_COLUMNS} FROM sessions
       WHERE subject = $1 AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2
       ORDER BY last_used_at DESC, id`,
      [subject, new Date(this.clock.now())],
    );
    return rows.map(sessionOf);
  }

  async end(
    id: string,
    { reason, subject }: { readonly reason: SessionEndReason; readonly subject?: string | undefined },
  ): Promise<boolean> {
    if (!UUID.test(id)) {
      return false;
    }
    const ended = await queryRows(
      this.dataSource,
      `UPDATE sessions SET ended_at = $2, end_reason = $3
       WHERE id = $1 AND ($4::text IS NULL OR subject = $4)
         AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2
       RETURNING id`,
      [id, new Date(this.clock.now()), reason, subject ?? null],
    );
    return ended.length > 0;
  }

  async endAllOf(
    subject: string,
    { reason, except }: { readonly reason: SessionEndReason; readonly except?: string | undefined },
  ): Promise<readonly string[]> {
    const ended = await queryRows<{ readonly id: string }>(
      this.dataSource,
      // Locked in one order, so that two who do the same at once can't wait for each other.
      `UPDATE sessions SET ended_at = $2, end_reason = $3
       WHERE ended_at IS NULL AND id IN (
         SELECT id FROM sessions
         WHERE subject = $1 AND ended_at IS NULL AND idle_expires_at > $2 AND expires_at > $2
           AND ($4::text IS NULL OR id::text <> $4)
         ORDER BY id FOR UPDATE
       )
       RETURNING id`,
      [subject, new Date(this.clock.now()), reason, except ?? null],
    );
    return ended.map(({ id }) => id);
  }

  async purge({ endedBefore, limit }: { readonly endedBefore: number; readonly limit: number }): Promise<number> {
    const purged = await queryRows(
      this.dataSource,
      // Of several instances one has the turn, to the end of the statement; the others find nothing to do.
      `WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${PURGE_LOCK}) AS mine)
       DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE (SELECT mine FROM turn) AND LEAST(ended_at, idle_expires_at) < $1
         ORDER BY LEAST(ended_at, idle_expires_at) LIMIT $2 FOR UPDATE SKIP LOCKED
       )
       RETURNING id`,
      [new Date(endedBefore), limit],
    );
    return purged.length;
  }

  /** The row is locked from here on to the commit: what is found out is still so when the session is ended for it. */
  async #whyNot(query: Query, { presented, graceMilliseconds }: Rotation): Promise<RotationOutcome> {
    const [row] = await query<RotationRow>(
      `SELECT ${SESSION_COLUMNS}, previous_hash, sealed_successor, rotated_at FROM sessions WHERE id = $1 FOR UPDATE`,
      [presented.sessionId],
    );
    const now = this.clock.now();
    if (!row || !isAliveAt(sessionOf(row), now)) {
      return { kind: 'over' };
    }
    const { previous_hash: previous, sealed_successor: sealedSuccessor, rotated_at: rotatedAt } = row;
    const isRecent = rotatedAt !== null && now - rotatedAt.getTime() < graceMilliseconds;
    if (isRecent && sealedSuccessor && previous?.equals(presented.hash)) {
      return { kind: 'repeated', sealedSuccessor };
    }
    await query(`UPDATE sessions SET ended_at = $2, end_reason = 'reuse' WHERE id = $1`, [
      presented.sessionId,
      new Date(now),
    ]);
    return { kind: 'reused' };
  }

  async #whichAreAlive(ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const now = new Date(this.clock.now());
    const rows = await this.#prepared.run<{ readonly id: string }>(ALIVE, [ids, now]);
    return new Map(rows.map(({ id }) => [id, true]));
  }
}
