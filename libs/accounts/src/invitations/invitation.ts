/** An invitation that is open. */
export interface Invitation {
  readonly id: string;
  /** As it was typed. */
  readonly email: string;
  /** The roles that the invited user gets. */
  readonly roles: readonly string[];
  /** The id of the user who has invited, as text; `null` for an operator or the application. */
  readonly invitedBy: string | null;
  /** Milliseconds since the epoch, as the other time. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Whom to invite. */
export interface NewInvitation {
  /** Satisfies `emailRule`. */
  readonly email: string;
  /** @default none */
  readonly roles?: readonly string[];
}

export interface InvitationPage {
  /** Newest first. */
  readonly invitations: readonly Invitation[];
  /** The `after` of the next page; `null` on the last page. */
  readonly next: string | null;
}

/** What an invited user sends. */
export interface InvitationAcceptance {
  /** Of the mail. */
  readonly token: string;
  /** Satisfies `usernameRule`. */
  readonly username: string;
  readonly password: string;
}
