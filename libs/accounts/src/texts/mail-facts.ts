import type { RequestOrigin } from '@portcullis/auth/spi';

/** What the mails about an account know of a change or a request. */
export interface AccountFacts {
  readonly username: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  /** Where it came from. A client can send any user agent: a text names only a browser and a system that it knows. */
  readonly origin: RequestOrigin;
}

/** A request for a reset at an address that no account has. */
export interface UnknownAddressFacts extends Omit<AccountFacts, 'username'> {
  /** Where the application begins. */
  readonly link: string;
}

/** A link that works once, and a code for users who type it. */
export interface SecretFacts extends AccountFacts {
  readonly link: string;
  readonly linkLifetimeSeconds: number;
  /** As users see it, `WDJB-MJHT`. */
  readonly code: string;
  readonly codeLifetimeSeconds: number;
}

export interface EmailChangeFacts extends AccountFacts {
  readonly newEmail: string;
}

export interface EmailChangeNoticeFacts extends EmailChangeFacts {
  /** The link that undoes the change. */
  readonly link: string;
  readonly linkLifetimeSeconds: number;
}

export interface UsernameChangeFacts extends AccountFacts {
  /** The name before. `username` is the one after. */
  readonly from: string;
}

export interface SignInMethodFacts extends AccountFacts {
  readonly change: 'added' | 'removed';
  /** In a sentence: `the passkey “Laptop”`. */
  readonly method: string;
}

export interface DuplicateRegistrationFacts extends AccountFacts {
  /** Where the owner of the account signs in, or resets the password. */
  readonly link: string;
}

export interface DeletionFacts extends AccountFacts {
  /** When the account will be deleted, in milliseconds since the epoch. */
  readonly deleteAfter: number;
  /** Where the user signs in, which keeps the account. */
  readonly link: string;
}

export interface InvitationFacts {
  /** The name of the user who invites; `null` if it is not known. */
  readonly invitedBy: string | null;
  readonly link: string;
  readonly linkLifetimeSeconds: number;
}
