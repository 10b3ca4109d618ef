import type { DomainEvent } from '@portcullis/auth';
import type { EventSubject } from '@portcullis/auth/spi';
import type { SessionEndReason } from '../session/session.js';

/** The events of this library, for the publisher and the listeners of `@portcullis/auth`. */
export type SessionEvent = SessionStarted | SessionRefreshed | RefreshTokenReused | SignedOut | SessionRevoked;

interface AboutSession extends DomainEvent {
  /** The `sid` claim of its tokens. Not a secret. */
  readonly sessionId: string;
  /** The user of the session. */
  readonly subject: EventSubject;
}

/** A user has signed in, and got a refresh token. */
export interface SessionStarted extends AboutSession {
  readonly type: 'session_started';
}

/** A refresh token was exchanged for its successor. */
export interface SessionRefreshed extends AboutSession {
  readonly type: 'session_refreshed';
}

/** A spent refresh token was presented again, so one of its two holders has stolen it. The session has ended. */
export interface RefreshTokenReused extends AboutSession {
  readonly type: 'refresh_token_reused';
}

/** A user has ended the session of the request. */
export interface SignedOut extends AboutSession {
  readonly type: 'signed_out';
}

/** A session was ended from elsewhere: by its user, an administrator, a client, the holder of its token, or the service. */
export interface SessionRevoked extends AboutSession {
  readonly type: 'session_revoked';
  readonly reason: SessionEndReason;
}
