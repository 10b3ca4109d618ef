import type { DomainEvent } from '@portcullis/auth';
import type { SessionEndReason } from '../session/session.js';

/** What happens in this library, for the same publisher as the events of `@portcullis/auth`. */
export type SessionEvent = SessionStarted | SessionRefreshed | RefreshTokenReused | SignedOut | SessionRevoked;

/** Who has caused it. */
export type SessionActor =
  /** By the `sub` claim of their tokens. */
  | { readonly kind: 'user'; readonly subject: string }
  /** Of the declared ones, by its `client_id`. */
  | { readonly kind: 'client'; readonly clientId: string }
  /** Whoever had the token in hand; who that was is not known. */
  | { readonly kind: 'token_holder' }
  /** Nobody asked: the service itself, or whoever runs it. */
  | { readonly kind: 'service' };

interface AboutSession extends DomainEvent {
  /** The `sid` of its tokens. Names a session, and opens none. */
  readonly sessionId: string;
  /** Whose session it is: the `sub` claim of its tokens. */
  readonly subject: string;
  readonly actor: SessionActor;
}

/** Somebody has signed in, and got a refresh token. */
export interface SessionStarted extends AboutSession {
  readonly type: 'session_started';
}

/** A refresh token was exchanged for its successor. */
export interface SessionRefreshed extends AboutSession {
  readonly type: 'session_refreshed';
}

/** A refresh token was shown that had been exchanged before: one of two holders is a thief. The session has ended. */
export interface RefreshTokenReused extends AboutSession {
  readonly type: 'refresh_token_reused';
}

/** Somebody has ended the session that they were asking from. */
export interface SignedOut extends AboutSession {
  readonly type: 'signed_out';
}

/** A session was ended from elsewhere: by its owner, an administrator, a client, the holder of its token, or the service. */
export interface SessionRevoked extends AboutSession {
  readonly type: 'session_revoked';
  readonly reason: SessionEndReason;
}
