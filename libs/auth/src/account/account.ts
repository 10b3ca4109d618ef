import type { AuthenticatedUser } from '../user/authenticated-user.js';

/** Identifies one account. Names and addresses are compared in their canonical forms. */
export type AccountKey = { readonly id: string | number } | { readonly username: string } | { readonly email: string };

/** A stored account. Carries the password hash: never hand it to a client. */
export interface Account<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly user: TUser;
  readonly email: string;
  /** Whether the user has proven that they receive mail at this address. */
  readonly emailVerified: boolean;
  /** `null` for a user without a password. */
  readonly passwordHash: string | null;
}

/** The members of a new account. */
export interface NewAccount {
  readonly username: string;
  readonly email: string;
  /** Whether the user has proven that they receive mail at this address. @default false */
  readonly emailVerified?: boolean;
  /** `null` for a user without a password. */
  readonly passwordHash: string | null;
  /** @default none */
  readonly roles?: readonly string[];
}

/** The members of an account to change; the others stay. */
export interface AccountUpdate {
  readonly username?: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly passwordHash?: string;
  readonly isActive?: boolean;
  readonly roles?: readonly string[];
}

/** How long a username stays reserved after its account has given it up, and for whom. */
export type UsernameReservation = ({ readonly seconds: number } | { readonly forever: true }) & {
  /** The id of the user who may take the name back. @default no user */
  readonly userId?: string | number;
};
