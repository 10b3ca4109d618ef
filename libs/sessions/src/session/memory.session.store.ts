import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import { isAliveAt, type Session, type SessionEndReason } from './session.js';
import {
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
 * Keeps sessions in the memory of the process, for the tests of a host: they are gone with it, and no other instance knows them.
 * Nothing here waits, so that every method is one step.
 */
@Injectable()
export class MemorySessionStore extends SessionStore {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {
    super();
  }

  async create({ tokenHash, ...session }: NewSession): Promise<void> {
    this.#kept.set(session.id, {
      session: { ...session, lastUsedAt: session.createdAt, endedAt: null, endReason: null },
      currentHash: tokenHash,
      previousHash: null,
      sealedSuccessor: null,
      rotatedAt: session.createdAt,
    });
  }

  async find(id: string): Promise<Session | null> {
    return this.#kept.get(id)?.session ?? null;
  }

  async findByToken({ sessionId, hash }: RefreshTokenReference): Promise<PresentedSession | null> {
    const kept = this.#kept.get(sessionId);
    return kept ? { session: kept.session, standing: standingOf(hash, kept) } : null;
  }

  async isAlive(id: string): Promise<boolean> {
    const kept = this.#kept.get(id);
    return kept !== undefined && isAliveAt(kept.session, this.clock.now());
  }

  async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const { presented, successorHash, sealedSuccessor, idleExpiresAt, graceMilliseconds } = rotation;
    const kept = this.#kept.get(presented.sessionId);
    const now = this.clock.now();
    if (!kept || !isAliveAt(kept.session, now)) {
      return { kind: 'over' };
    }
    const standing = standingOf(presented.hash, kept);
    if (standing === 'current') {
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

  async listOf(subject: string): Promise<readonly Session[]> {
    return this.#livingOf(subject)
      .map(({ session }) => session)
      .toSorted((one, other) => other.lastUsedAt - one.lastUsedAt);
  }

  async end(
    id: string,
    { reason, subject }: { readonly reason: SessionEndReason; readonly subject?: string | undefined },
  ): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (
      !kept ||
      !isAliveAt(kept.session, this.clock.now()) ||
      (subject ?? kept.session.subject) !== kept.session.subject
    ) {
      return false;
    }
    this.#end(kept, reason);
    return true;
  }

  async endAllOf(
    subject: string,
    { reason, except }: { readonly reason: SessionEndReason; readonly except?: string | undefined },
  ): Promise<readonly string[]> {
    const ending = this.#livingOf(subject).filter(({ session }) => session.id !== except);
    ending.forEach((kept) => this.#end(kept, reason));
    return ending.map(({ session }) => session.id);
  }

  async purge({ endedBefore, limit }: { readonly endedBefore: number; readonly limit: number }): Promise<number> {
    const over = [...this.#kept.values()]
      .map(({ session }) => session)
      .filter(({ endedAt, idleExpiresAt }) => Math.min(endedAt ?? Infinity, idleExpiresAt) < endedBefore)
      .slice(0, limit);
    over.forEach(({ id }) => this.#kept.delete(id));
    return over.length;
  }

  #livingOf(subject: string): Kept[] {
    const now = this.clock.now();
    return [...this.#kept.values()].filter(({ session }) => session.subject === subject && isAliveAt(session, now));
  }

  #end(kept: Kept, endReason: SessionEndReason): void {
    kept.session = { ...kept.session, endedAt: this.clock.now(), endReason };
  }
}

function standingOf(hash: Buffer, { currentHash, previousHash }: Kept): RefreshTokenStanding {
  if (hash.equals(currentHash)) {
    return 'current';
  }
  return previousHash?.equals(hash) ? 'previous' : 'spent';
}
