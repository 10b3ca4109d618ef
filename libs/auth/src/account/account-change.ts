import type { Cause } from '../events/actor.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';

/** A change of one account, passed to each {@link AccountConsequence} before the commit. */
export type AccountChange<TUser extends AuthenticatedUser = AuthenticatedUser> = Cause & {
  /** The user after the change; for a deleted account, the user before it. */
  readonly user: TUser;
} & AccountChangeDetails;

/** What has changed. Contains no password and no hash. */
export type AccountChangeDetails =
  | { readonly kind: 'created'; readonly email: string }
  | { readonly kind: 'activated' | 'deactivated' | 'password_changed' | 'email_verified' | 'access_revoked' }
  | { readonly kind: 'email_changed' | 'username_changed'; readonly from: string; readonly to: string }
  | { readonly kind: 'roles_changed'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'deletion_scheduled'; /** In milliseconds since the epoch. */ readonly deleteAfter: number }
  | { readonly kind: 'deletion_cancelled' }
  | { readonly kind: 'deleted'; readonly email: string };
