import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '@portcullis/auth';
import { type Rotation, type RotationOutcome, type SessionStore, TypeOrmSessionStore } from '@portcullis/sessions';
import type { DataSource } from 'typeorm';

/** What a store of sessions could do wrong, and each has been done by somebody. */
export type Defect =
  /** The error that refuses a spent token rolls back what it was refused for: the session goes on. */
  | 'rolls back with its refusal'
  /** Looks whether the token is the current one, and then changes the row, whatever has become of it in between. */
  | 'looks before it writes'
  /** Asks once whether a session is alive, and keeps the answer. */
  | 'remembers who is alive'
  /** Takes a session for alive for as long as its row is there. */
  | 'leaves lifetimes to the purge';

/** Which of them there is at the moment, in all instances. */
export interface Defects {
  current: Defect | null;
}

/** The store of the service, and with a defect one that lacks a single defence. */
export class DefectiveSessionStore extends TypeOrmSessionStore {
  readonly #remembered = new Map<string, boolean>();

  constructor(
    private readonly source: DataSource,
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
    if (this.defects.current !== 'remembers who is alive') {
      return super.isAlive(id);
    }
    const isAlive = this.#remembered.get(id) ?? (await super.isAlive(id));
    this.#remembered.set(id, isAlive);
    return isAlive;
  }

  override async rotate(rotation: Rotation): Promise<RotationOutcome> {
    const isCurrent = (await super.findByToken(rotation.presented))?.standing === 'current';
    if (isCurrent && this.defects.current === 'looks before it writes') {
      return this.#write(rotation);
    }
    if (!isCurrent && this.defects.current === 'rolls back with its refusal') {
      return this.#endAndRollBack(rotation);
    }
    return super.rotate(rotation);
  }

  async #write({ presented, successorHash, sealedSuccessor }: Rotation): Promise<RotationOutcome> {
    // As long as a slow statement takes.
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
      .transaction(async (manager) => {
        await manager.query(`UPDATE sessions SET ended_at = now(), end_reason = 'reuse' WHERE id = $1`, [
          presented.sessionId,
        ]);
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

/** Gets to no end of a lifetime, where none is looked for. */
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
