import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '@portcullis/auth';
import type { Database } from '@portcullis/database';
import { type Rotation, type RotationOutcome, type SessionStore, PostgresSessionStore } from '@portcullis/sessions';

/** Mistakes that a session store can make. */
export type Defect =
  /** The error that refuses a spent token rolls back the end of its session. */
  | 'rolls back with its refusal'
  /** Reads whether the token is current, and then changes the row without looking again. */
  | 'reads before it writes'
  /** Caches whether a session is alive. */
  | 'caches who is alive'
  /** Treats a session as alive as long as its row exists. */
  | 'leaves lifetimes to the purge';

/** The present defect of all instances. */
export interface Defects {
  current: Defect | null;
}

/** The store of the service. A defect removes a single defence. */
export class DefectiveSessionStore extends PostgresSessionStore {
  readonly #remembered = new Map<string, boolean>();

  constructor(
    private readonly source: Database,
    clock: Clock,
    private readonly defects: Defects,
  ) {
    super(source, new StoppableClock(clock, defects));
  }

  override async findByToken(...args: Parameters<SessionStore['findByToken']>) {
    const found = await super.findByToken(...args);
    return found && this.defects.current === 'leaves lifetimes to the purge'
      ? { ...found, session: { ...found.session, idleExpiresAt: Infinity, expiresAt: Infinity } }
      : found;
  }

  override async isAlive(id: string): Promise<boolean> {
    if (this.defects.current !== 'caches who is alive') {
      return super.isAlive(id);
    }
    const isAlive = this.#remembered.get(id) ?? (await super.isAlive(id));
    this.#remembered.set(id, isAlive);
    return isAlive;
  }

  override async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const isCurrent = (await super.findByToken(rotation.presented))?.standing === 'current';
    if (isCurrent && this.defects.current === 'reads before it writes') {
      return this.#write(rotation);
    }
    if (!isCurrent && this.defects.current === 'rolls back with its refusal') {
      return this.#endAndRollBack(rotation);
    }
    return super.rotate(rotation);
  }

  async #write({ presented, successorHash, sealedSuccessor }: Rotation): Promise<RotationOutcome> {
    // The time of a slow statement.
    await pause(20);
    await this.source.query(
      `UPDATE sessions SET previous_hash = current_hash, current_hash = $2, sealed_successor = $3, rotated_at = last_used_at
       WHERE id = $1`,
      [presented.sessionId, successorHash, sealedSuccessor],
    );
    return { kind: 'rotated' };
  }

  async #endAndRollBack({ presented }: Rotation): Promise<RotationOutcome> {
    const refusal = new Error('spent before');
    await this.source
      .transaction(async ({ query }) => {
        await query(`UPDATE sessions SET ended_at = now(), end_reason = 'reuse' WHERE id = $1`, [presented.sessionId]);
        throw refusal;
      })
      .catch((error: unknown) => {
        if (error !== refusal) {
          throw error;
        }
      });
    return { kind: 'reused' };
  }
}

/** Stands still if lifetimes are not checked. */
class StoppableClock extends Clock {
  constructor(
    private readonly clock: Clock,
    private readonly defects: Defects,
  ) {
    super();
  }

  now(): number {
    return this.defects.current === 'leaves lifetimes to the purge' ? 0 : this.clock.now();
  }
}
