import type { AuthErrorCode } from '../errors/auth.error.js';
import type { DomainEvent } from './domain-event.js';

/** What happens in this library. Later libraries add unions of their own to the same publisher. */
export type AuthEvent = SignedIn | SignInFailed | AccessDenied;

/** A grant has proven a user, and an access token was issued. */
export interface SignedIn extends DomainEvent {
  readonly type: 'signed_in';
  readonly userId: string | number;
  /** RFC 6749, section 4: which grant. */
  readonly grantType: string;
  readonly scopes: readonly string[];
}

/** A password was refused. */
export interface SignInFailed extends DomainEvent {
  readonly type: 'sign_in_failed';
  /** Whose it was not; `null` where nobody bears the name. What was typed is not told: it may be a password. */
  readonly userId: string | number | null;
}

/** Somebody who is known asked for what they may not have. */
export interface AccessDenied extends DomainEvent {
  readonly type: 'access_denied';
  readonly userId: string | number;
  readonly code: AuthErrorCode;
  /** Where: the class and the method of the handler. */
  readonly handler: string;
}
