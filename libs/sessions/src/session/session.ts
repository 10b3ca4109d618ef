/** Why a session is over before its time. */
export type SessionEndReason =
  /** Its holder ended it, by itself or with others. */
  | 'signed_out'
  /** A client gave its token back (RFC 7009). */
  | 'revoked'
  /** Somebody with authority over others ended it. */
  | 'administration'
  /** A refresh token that had been spent came again: one of two who hold it is a thief (RFC 9700, section 4.14.2). */
  | 'reuse'
  /** Its user has been deactivated, or is gone. */
  | 'user_inactive';

/**
 * One sign-in and what goes on from it: a family of refresh tokens of which one is good at a time (RFC 9700, section
 * 4.14.2), and the access tokens that name it as `sid`. Times are in milliseconds since the epoch.
 */
export interface Session {
  /** The `sid` claim: a UUID, and no secret. */
  readonly id: string;
  /** The `sub` claim of its tokens. */
  readonly subject: string;
  /** The client that signed in, where one has proven itself. */
  readonly clientId: string | null;
  /** What was granted at the sign-in; no later token has more. */
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** The sign-in, or the last refresh. Using an access token writes nothing. */
  readonly lastUsedAt: number;
  /** When it is over unless it is refreshed before; never later than {@link expiresAt}. */
  readonly idleExpiresAt: number;
  /** When it is over however much it is used. */
  readonly expiresAt: number;
  /** From where the sign-in came. */
  readonly address: string | null;
  /** What the client said it was at the sign-in; anybody can say anything. */
  readonly userAgent: string | null;
  readonly endedAt: number | null;
  readonly endReason: SessionEndReason | null;
}

/** Whether a session can still be used at this moment. Whoever purges, and when, is of no account. */
export function isAliveAt(session: Pick<Session, 'endedAt' | 'idleExpiresAt' | 'expiresAt'>, now: number): boolean {
  return session.endedAt === null && session.idleExpiresAt > now && session.expiresAt > now;
}
