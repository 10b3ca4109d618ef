import type { DomainEvent } from '@portcullis/auth';
import type { EventSubject } from '@portcullis/auth/spi';

/** The events of this library. Changes of accounts are events of `@portcullis/auth`. */
export type AccountsEvent =
  | PasswordResetRequested
  | EmailVerificationRequested
  | EmailChangeRequested
  | EmailChangeUndone
  | UserInvited
  | InvitationRemoved
  | InvitationAccepted;

interface AboutUser extends DomainEvent {
  /** The user of the account. */
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

interface AboutInvitation extends DomainEvent {
  readonly invitationId: string;
}

/** An address was invited, or its invitation was mailed again. `subject` is `null`, as there is no user yet. */
export interface UserInvited extends AboutInvitation {
  readonly type: 'user_invited';
  /** The roles that the invited user gets. */
  readonly roles: readonly string[];
}

/** An open invitation was removed. `subject` is `null`. */
export interface InvitationRemoved extends AboutInvitation {
  readonly type: 'invitation_removed';
}

/** An invited user has made an account. Published beside `user_registered`. */
export interface InvitationAccepted extends AboutInvitation {
  readonly type: 'invitation_accepted';
  /** The new user. */
  readonly subject: EventSubject;
}

/** A user has asked for another address and has sent the right password. The address has not changed yet. */
export interface EmailChangeRequested extends AboutUser {
  readonly type: 'email_change_requested';
}

/** The owner of the earlier address has undone a change of it, confirmed or not. All sessions of the user have ended. */
export interface EmailChangeUndone extends AboutUser {
  readonly type: 'email_change_undone';
}
