import type { Transaction } from '@portcullis/auth/spi';
import type { RefreshTokenReference } from '../refresh-token/refresh-tokens.js';
import type { EndedSession, Session, SessionEndReason } from './session.js';
import type { SessionPage, SessionQuery } from './session-page.js';

/** A session that begins, with the hash of its first refresh token. */
export interface NewSession extends Omit<
  Session,
  'createdAt' | 'lastUsedAt' | 'idleExpiresAt' | 'expiresAt' | 'endedAt' | 'endReason'
> {
  readonly tokenHash: Buffer;
  /** How long the session lasts without a refresh. */
  readonly idleMilliseconds: number;
  /** How long the session lasts at most. */
  readonly absoluteMilliseconds: number;
  /** When its sign-in began, in milliseconds of `performance.now()`. */
  readonly signInStartedAt: number;
  /** How many living sessions the user may have, including this one. */
  readonly limit: number;
}

/** The outcome of {@link SessionStore.create}. */
export type Beginning =
  /** The session is alive. `ended`: the least recently used sessions, which ended because of the limit. */
  | { readonly kind: 'begun'; readonly session: Session; readonly ended: readonly EndedSession[] }
  /** All sessions of the user were ended after the sign-in began, so this session has ended too. */
  | { readonly kind: 'overtaken' }
  /** The store can't exclude `overtaken`, so this session has ended. A sign-in that begins now is not affected. */
  | { readonly kind: 'uncertain' };

/**
 * Whether a refresh token is the valid one of its session, the one before it, or an older one. A current token becomes previous and then
 * spent, never the other way round.
 */
export type RefreshTokenStanding = 'current' | 'previous' | 'spent';

/** A session, found by one of its refresh tokens. */
export interface PresentedSession {
  readonly session: Session;
  readonly standing: RefreshTokenStanding;
  /** Whether it can still be used, by the clock of the store. */
  readonly isAlive: boolean;
}

/** An exchange of a refresh token for its successor. */
export interface Rotation {
  readonly presented: RefreshTokenReference;
  readonly successorHash: Buffer;
  /** The successor, encrypted with the presented token; `null` without a grace window. */
  readonly sealedSuccessor: Buffer | null;
  /** How long the session lasts from now unless it is refreshed again; never beyond its absolute end. */
  readonly idleMilliseconds: number;
  /** How long the predecessor still gets the same successor. */
  readonly graceMilliseconds: number;
}

/** The outcome of an exchange. Of many simultaneous exchanges of one token, one is `rotated`. */
export type RotationOutcome =
  | { readonly kind: 'rotated' }
  /** The token was already exchanged within the grace window, for this successor. */
  | { readonly kind: 'repeated'; readonly sealedSuccessor: Buffer }
  /** The token was already exchanged and its grace window has passed. This call has ended the session. */
  | { readonly kind: 'reused' }
  /** The session has ended, has expired, or never existed. */
  | { readonly kind: 'over' };

/**
 * Stores sessions. A port: the class is type and injection token in one.
 *
 * The next read on every instance sees what was written: an implementation may batch, and must not cache. All instances use one clock.
 * Every method throws `ServiceUnavailableError` if the store is out of reach. It must not report the session as ended or as alive.
 */
export abstract class SessionStore {
  /**
   * Begins a session, unless all sessions of its user were ended since its sign-in began (see {@link endAllOf}). When its user has
   * more living sessions than `limit`, the least recently used ones end.
   */
  abstract create(session: NewSession): Promise<Beginning>;

  /** Finds a session in any state; `null` if there is none. `id` may be any text. */
  abstract find(id: string): Promise<Session | null>;

  /** Finds a session in any state by one of its refresh tokens, new or old. */
  abstract findByToken(token: RefreshTokenReference): Promise<PresentedSession | null>;

  /** Whether a session can still be used. Called on every request whose token names it as `sid`: batch these look-ups. */
  abstract isAlive(id: string): Promise<boolean>;

  /**
   * Makes the successor the current token if the presented token is still current; otherwise returns the reason. Atomic: of many
   * simultaneous calls on any instances, one rotates.
   */
  abstract rotate(rotation: Rotation): Promise<RotationOutcome>;

  /**
   * Lists the living sessions of a user, most recently used first.
   *
   * @throws RangeError if `after` is not a cursor
   */
  abstract listOf(userId: string, query?: SessionQuery): Promise<SessionPage>;

  /**
   * Ends one session.
   *
   * @param options `userId`: only if the session is this user's
   * @returns the session, if this call has ended it; `null` if it was over, never existed, or is another user's
   */
  abstract end(
    id: string,
    options: { readonly reason: SessionEndReason; readonly userId?: string | undefined },
  ): Promise<EndedSession | null>;

  /**
   * Ends all sessions of a user. {@link create} refuses a sign-in that began before this call.
   *
   * @param options `except`: the id of a session to keep; `subject`: ends only sessions with this `sub`, and refuses no sign-in
   * @returns the sessions that this call has ended
   */
  abstract endAllOf(
    userId: string,
    options: {
      readonly reason: SessionEndReason;
      readonly except?: string | undefined;
      readonly subject?: string | undefined;
    },
  ): Promise<readonly EndedSession[]>;

  /**
   * Ends all sessions of a user when the transaction is committed; a rollback keeps them. {@link create} refuses a sign-in that began
   * before the commit. A store outside the transaction ends the sessions after the commit, or before this returns if ending can fail.
   *
   * @param options `except`: the id of a session to keep; `told`: called after the commit with the ended sessions
   */
  abstract endAllWithin(
    transaction: Transaction,
    userId: string,
    options: {
      readonly reason: SessionEndReason;
      readonly except?: string | undefined;
      readonly told: (ended: readonly EndedSession[]) => void;
    },
  ): Promise<void>;

  /**
   * Runs the task, which publishes what was written, after the commit of the application's transaction, and never if that is rolled back.
   * Runs it at once if the store does not work in one.
   */
  async whenCommitted(task: () => void): Promise<void> {
    task();
  }

  /**
   * Deletes sessions that are over, to save space.
   *
   * @param options `limit`: the maximum number to delete
   * @returns the number deleted
   */
  abstract purge(options: { readonly limit: number }): Promise<number>;
}
