import type { DomainEvent, EventSubject } from './domain-event.js';

/** The changes of accounts. Listeners receive these inside the transaction of the change too. */
export type AccountEvent =
  | UserRegistered
  | UserActivated
  | UserDeactivated
  | UserDeleted
  | DeletionScheduled
  | DeletionCancelled
  | PasswordChanged
  | EmailChanged
  | EmailVerified
  | UsernameChanged
  | RolesChanged
  | AccessRevoked;

interface AboutAccount extends DomainEvent {
  /** The user of the account. */
  readonly subject: EventSubject;
}

/** An account was created. */
export interface UserRegistered extends AboutAccount {
  readonly type: 'user_registered';
}

/** A deactivated user may sign in again. */
export interface UserActivated extends AboutAccount {
  readonly type: 'user_activated';
}

/** A user may no longer sign in, and their tokens are refused. */
export interface UserDeactivated extends AboutAccount {
  readonly type: 'user_deactivated';
}

/** An account was deleted. */
export interface UserDeleted extends AboutAccount {
  readonly type: 'user_deleted';
}

/** A user has asked for the deletion of their account. */
export interface DeletionScheduled extends AboutAccount {
  readonly type: 'deletion_scheduled';
  /** When the account will be deleted, in milliseconds since the epoch. */
  readonly deleteAfter: number;
}

/** A deletion that was scheduled was cancelled, by a sign-in for example. */
export interface DeletionCancelled extends AboutAccount {
  readonly type: 'deletion_cancelled';
}

/** A user has another password. Not published for a stronger hash of the same password. */
export interface PasswordChanged extends AboutAccount {
  readonly type: 'password_changed';
}

/** A user has another e-mail address. */
export interface EmailChanged extends AboutAccount {
  readonly type: 'email_changed';
}

/** A user has proven that they receive mail at their address. Not published for an address that was verified before it was stored. */
export interface EmailVerified extends AboutAccount {
  readonly type: 'email_verified';
}

/** A user has another name. */
export interface UsernameChanged extends AboutAccount {
  readonly type: 'username_changed';
  readonly from: string;
  readonly to: string;
}

/** A user has other roles. */
export interface RolesChanged extends AboutAccount {
  readonly type: 'roles_changed';
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** All sessions of a user were ended, since another person may have had access to the account. The account itself is unchanged. */
export interface AccessRevoked extends AboutAccount {
  readonly type: 'access_revoked';
}
