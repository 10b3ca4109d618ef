import type { DomainEvent } from '@portcullis/auth';
import type { EventSubject } from '@portcullis/auth/spi';

/** The events of this library. Changes of accounts are events of `@portcullis/auth`. */
export type AccountsEvent = PasswordResetRequested | EmailVerificationRequested;

interface AboutUser extends DomainEvent {
  /** The user to whom the mail goes. */
  readonly subject: EventSubject;
}

/** A mail with a link to set a new password was written. Not published for an address that no user has. */
export interface PasswordResetRequested extends AboutUser {
  readonly type: 'password_reset_requested';
}

/** A mail with a link to verify the address was written. Not published for an address that no user has. */
export interface EmailVerificationRequested extends AboutUser {
  readonly type: 'email_verification_requested';
}
