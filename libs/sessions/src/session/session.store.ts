import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import type { Session, SessionEndReason } from './session.js';

/** A session that begins, with the hash of its first refresh token. */
export interface NewSession extends Omit<Session, 'endedAt' | 'endReason' | 'lastUsedAt'> {
  readonly tokenHash: Buffer;
}

/**
 * What a refresh token is to its session: the one that is good, the one before it, or an older one. Each becomes the next,
 * and never the other way round.
 */
export type RefreshTokenStanding = 'current' | 'previous' | 'spent';

/** A session, found by one of its refresh tokens. */
export interface PresentedSession {
  readonly session: Session;
  readonly standing: RefreshTokenStanding;
}

/** The exchange of a refresh token for its successor. */
export interface Rotation {
  readonly presented: RefreshTokenReference;
  readonly successorHash: Buffer;
  /** The successor, to be opened with the presented token alone; `null` where it is not to be had twice. */
  readonly sealedSuccessor: Buffer | null;
  /** When the session is over unless it is refreshed again; never later than its absolute end. */
  readonly idleExpiresAt: number;
  /** For how long the predecessor still gets the successor that is there. */
  readonly graceMilliseconds: number;
}

/** What came of an exchange. Of many at once for one token, one is `rotated`. */
export type RotationOutcome =
  | { readonly kind: 'rotated' }
  /** Exchanged a moment ago: this is the successor of then. */
  | { readonly kind: 'repeated'; readonly sealedSuccessor: Buffer }
  /** Exchanged long ago: the session was ended by this call, for good, before it answered. */
  | { readonly kind: 'reused' }
  /** The session has ended, has expired, or never was. */
  | { readonly kind: 'over' };

/**
 * Where the sessions are kept. One of the hinges: the class is type and injection token in one.
 *
 * What is written here holds for the next question on every instance: an implementation may batch, and must not cache. Every
 * method throws `ServiceUnavailableError` where the store can't be reached: that must never look like a session that is
 * over, nor like one that is alive.
 */
export abstract class SessionStore {
  abstract create(session: NewSession): Promise<void>;

  /** In whatever state it is; `null` where there is none, or no more. Any text may be asked for. */
  abstract find(id: string): Promise<Session | null>;

  /** In whatever state it is, by one of its refresh tokens, new or old. */
  abstract findByToken(token: RefreshTokenReference): Promise<PresentedSession | null>;

  /** Whether it can still be used. Asked on every request that names it as `sid`, and so best asked for many at once. */
  abstract isAlive(id: string): Promise<boolean>;

  /**
   * Makes the successor the current token where the presented one still is, and otherwise finds out why not: all in one
   * step, or nothing of it, whoever else does the same at the moment, on whichever instance.
   */
  abstract rotate(rotation: Rotation): Promise<RotationOutcome>;

  /** Those of a person that can still be used, the last used first. */
  abstract listOf(subject: string): Promise<readonly Session[]>;

  /**
   * @param options `subject`: only where it is theirs
   * @returns whether this call has ended it: not where it was over, was never, or is somebody else's
   */
  abstract end(
    id: string,
    options: { readonly reason: SessionEndReason; readonly subject?: string | undefined },
  ): Promise<boolean>;

  /**
   * @param options `except`: the id of one that goes on
   * @returns the ids of those that this call has ended
   */
  abstract endAllOf(
    subject: string,
    options: { readonly reason: SessionEndReason; readonly except?: string | undefined },
  ): Promise<readonly string[]>;

  /**
   * Forgets sessions that were over before a time. Nothing depends on it but room.
   *
   * @param options `endedBefore`: in milliseconds since the epoch; `limit`: at most so many
   * @returns how many
   */
  abstract purge(options: { readonly endedBefore: number; readonly limit: number }): Promise<number>;
}
