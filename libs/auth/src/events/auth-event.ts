import type { DomainEvent, EventSubject } from './domain-event.js';

/** The events of this library. Other libraries publish their own events to the same publisher. */
export type AuthEvent = SignedIn | SignInFailed | AccessDenied;

/** A sign-in has succeeded, and an access token was issued. */
export interface SignedIn extends DomainEvent {
  readonly type: 'signed_in';
  readonly subject: EventSubject;
  /** The grant type (RFC 6749, section 4). */
  readonly grantType: string;
  readonly scopes: readonly string[];
}

/**
 * A password was refused. `subject` is the user with the typed name, or `null` if there is none. The typed name is left out, as it may be
 * a password.
 */
export interface SignInFailed extends DomainEvent {
  readonly type: 'sign_in_failed';
}

/** A policy refused a known user. */
export interface AccessDenied extends DomainEvent {
  readonly type: 'access_denied';
  readonly subject: EventSubject;
  /** The code of the error in the response. */
  readonly code: string;
  /** The class and the method of the handler. */
  readonly handler: string;
}
