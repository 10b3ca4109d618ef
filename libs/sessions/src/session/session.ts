import type { Authentication } from '@portcullis/auth/spi';

/** Why a session ended before it expired. */
export type SessionEndReason =
  /** The user ended it, alone or together with other sessions. */
  | 'signed_out'
  /** A client revoked its token (RFC 7009). */
  | 'revoked'
  /** An administrator or operator ended it. */
  | 'administration'
  /** A spent refresh token was presented again, so one of its two holders has stolen it (RFC 9700, section 4.14.2). */
  | 'reuse'
  /** The password of the user was changed. */
  | 'password_changed'
  /** All sessions of the user were ended by a change of their account: the undo of an e-mail change, for example. */
  | 'access_revoked'
  /** The user has asked for the deletion of their account. */
  | 'deletion_scheduled'
  /** The user was deactivated, deleted or renamed, or the password was changed, while the session began. */
  | 'user_inactive'
  /** The user had more sessions than allowed, and this one was the least recently used. */
  | 'session_limit';

/**
 * A sign-in with its tokens: a family of refresh tokens of which one is valid at a time (RFC 9700, section 4.14.2), and the access tokens
 * with its id as `sid`. Times are in milliseconds since the epoch.
 */
export interface Session {
  /** The `sid` claim: a UUID, not a secret. */
  readonly id: string;
  /** The user's id as text. The `sub` claim may be the username instead. */
  readonly userId: string;
  /** The `sub` claim of its tokens. */
  readonly subject: string;
  /** The authenticated client of the sign-in. */
  readonly clientId: string | null;
  /** The scopes granted at the sign-in. No later token has others. */
  readonly scopes: readonly string[];
  /** How and when the user was authenticated; a refresh does not change it. `null` in a session of an earlier version. */
  readonly authentication: Authentication | null;
  readonly createdAt: number;
  /** The sign-in, or the last refresh. Using an access token writes nothing. */
  readonly lastUsedAt: number;
  /** When it expires without a refresh; never later than {@link expiresAt}. */
  readonly idleExpiresAt: number;
  /** When it expires, with or without refreshes. */
  readonly expiresAt: number;
  /** The network address of the sign-in. */
  readonly address: string | null;
  /** The `User-Agent` of the sign-in. A client can send any text. */
  readonly userAgent: string | null;
  readonly endedAt: number | null;
  readonly endReason: SessionEndReason | null;
}

/** A session that has just been ended. */
export type EndedSession = Pick<Session, 'id' | 'userId' | 'subject'>;

/** Whether a session can still be used. */
export function isAliveAt(session: Pick<Session, 'endedAt' | 'idleExpiresAt' | 'expiresAt'>, now: number): boolean {
  return session.endedAt === null && session.idleExpiresAt > now && session.expiresAt > now;
}
