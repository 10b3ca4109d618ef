import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { cursorText, pageOf, type Transaction } from '@portcullis/auth/spi';
import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import { type EndedSession, isAliveAt, type Session, type SessionEndReason } from './session.js';
import type { SessionPage, SessionQuery } from './session-page.js';
import {
  type Beginning,
  type NewSession,
  type PresentedSession,
  type RefreshTokenStanding,
  type Rotation,
  type RotationOutcome,
  SessionStore,
} from './session.store.js';

interface Kept {
  session: Session;
  currentHash: Buffer;
  previousHash: Buffer | null;
  sealedSuccessor: Buffer | null;
  rotatedAt: number;
}

/**
 * Keeps sessions in the memory of the process, for the tests of an application: they end with the process, and no other instance knows
 * them. No method awaits anything, so each is atomic.
 */
@Injectable()
export class MemorySessionStore extends SessionStore {
  readonly #kept = new Map<string, Kept>();
  /** When all sessions of a user were ended, in milliseconds of `performance.now()`. */
  readonly #cutOffs = new Map<string, number>();

  constructor(private readonly clock: Clock) {
    super();
  }

  async create(given: NewSession): Promise<Beginning> {
    const { tokenHash, idleMilliseconds, absoluteMilliseconds, signInStartedAt, limit, ...named } = given;
    if ((this.#cutOffs.get(named.userId) ?? -Infinity) >= signInStartedAt) {
      return { kind: 'overtaken' };
    }
    const now = this.clock.now();
    const expiresAt = now + absoluteMilliseconds;
    const idleExpiresAt = Math.min(now + idleMilliseconds, expiresAt);
    const times = { createdAt: now, lastUsedAt: now, idleExpiresAt, expiresAt, endedAt: null, endReason: null };
    const surplus = this.#livingOf(named.userId).slice(limit - 1);
    surplus.forEach((kept) => this.#end(kept, 'session_limit'));
    const session = { ...named, ...times };
    this.#kept.set(named.id, {
      session,
      currentHash: tokenHash,
      previousHash: null,
      sealedSuccessor: null,
      rotatedAt: now,
    });
    return { kind: 'begun', session, ended: surplus.map((kept) => kept.session) };
  }

  async find(id: string): Promise<Session | null> {
    return this.#kept.get(id)?.session ?? null;
  }

  async findByToken({ sessionId, hash }: RefreshTokenReference): Promise<PresentedSession | null> {
    const kept = this.#kept.get(sessionId);
    return kept
      ? { session: kept.session, standing: standingOf(hash, kept), isAlive: await this.isAlive(sessionId) }
      : null;
  }

  async isAlive(id: string): Promise<boolean> {
    const kept = this.#kept.get(id);
    return kept !== undefined && isAliveAt(kept.session, this.clock.now());
  }

  async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const { presented, successorHash, sealedSuccessor, idleMilliseconds, graceMilliseconds } = rotation;
    const kept = this.#kept.get(presented.sessionId);
    const now = this.clock.now();
    if (!kept || !isAliveAt(kept.session, now)) {
      return { kind: 'over' };
    }
    const standing = standingOf(presented.hash, kept);
    if (standing === 'current') {
      const idleExpiresAt = Math.min(now + idleMilliseconds, kept.session.expiresAt);
      const session = { ...kept.session, lastUsedAt: now, idleExpiresAt };
      const previousHash = kept.currentHash;
      Object.assign(kept, { session, currentHash: successorHash, previousHash, sealedSuccessor, rotatedAt: now });
      return { kind: 'rotated' };
    }
    if (standing === 'previous' && kept.sealedSuccessor && now - kept.rotatedAt < graceMilliseconds) {
      return { kind: 'repeated', sealedSuccessor: kept.sealedSuccessor };
    }
    this.#end(kept, 'reuse');
    return { kind: 'reused' };
  }

  async listOf(userId: string, query: SessionQuery = {}): Promise<SessionPage> {
    const { cursor, limit } = pageOf(query);
    const all = this.#livingOf(userId).map(({ session }) => session);
    const place = cursor && { lastUsedAt: Number(cursor.at) / 1000, id: cursor.id };
    const sessions = place ? all.filter((session) => byLastUse(session, place) > 0) : all;
    const last = sessions.length > limit ? sessions[limit - 1] : undefined;
    return {
      sessions: sessions.slice(0, limit),
      next: last ? cursorText({ at: String(last.lastUsedAt * 1000), id: last.id }) : null,
    };
  }

  async end(
    id: string,
    { reason, userId }: { readonly reason: SessionEndReason; readonly userId?: string | undefined },
  ): Promise<EndedSession | null> {
    const kept = this.#kept.get(id);
    if (
      !kept ||
      !isAliveAt(kept.session, this.clock.now()) ||
      (userId ?? kept.session.userId) !== kept.session.userId
    ) {
      return null;
    }
    this.#end(kept, reason);
    return kept.session;
  }

  async endAllOf(userId: string, options: Parameters<SessionStore['endAllOf']>[1]): Promise<readonly EndedSession[]> {
    return this.#endAllOf(userId, options);
  }

  async endAllWithin(
    transaction: Transaction,
    userId: string,
    { told, ...options }: Parameters<SessionStore['endAllWithin']>[2],
  ): Promise<void> {
    transaction.afterCommit(() => told(this.#endAllOf(userId, options)));
  }

  async purge({ limit }: { readonly limit: number }): Promise<number> {
    const now = this.clock.now();
    const over = [...this.#kept.values()]
      .map(({ session }) => session)
      .filter(({ endedAt, idleExpiresAt }) => Math.min(endedAt ?? Infinity, idleExpiresAt) < now)
      .slice(0, limit);
    over.forEach(({ id }) => this.#kept.delete(id));
    return over.length;
  }

  #endAllOf(userId: string, { reason, except, subject }: Parameters<SessionStore['endAllOf']>[1]): EndedSession[] {
    if (subject === undefined) {
      this.#cutOffs.set(userId, performance.now());
    }
    const ending = this.#livingOf(userId).filter(
      ({ session }) => session.id !== except && session.subject === (subject ?? session.subject),
    );
    ending.forEach((kept) => this.#end(kept, reason));
    return ending.map(({ session }) => session);
  }

  /** Last used first. */
  #livingOf(userId: string): Kept[] {
    const now = this.clock.now();
    return [...this.#kept.values()]
      .filter(({ session }) => session.userId === userId && isAliveAt(session, now))
      .toSorted((one, other) => byLastUse(one.session, other.session));
  }

  #end(kept: Kept, endReason: SessionEndReason): void {
    kept.session = { ...kept.session, endedAt: this.clock.now(), endReason };
  }
}

type Placed = Pick<Session, 'lastUsedAt' | 'id'>;

function byLastUse(one: Placed, other: Placed): number {
  return other.lastUsedAt - one.lastUsedAt || (other.id > one.id ? 1 : -1);
}

function standingOf(hash: Buffer, { currentHash, previousHash }: Kept): RefreshTokenStanding {
  if (hash.equals(currentHash)) {
    return 'current';
  }
  return previousHash?.equals(hash) ? 'previous' : 'spent';
}
