import { networkOf } from '../origin/network.js';
import type { SignInOrigin } from '../origin/sign-in-origin.js';
import type { HashRequester } from '../password/hash-requester.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';

/** An attempt to sign in, before the password is compared. */
export interface SignInAttempt extends Pick<SignInOrigin, 'address'> {
  /** The account of the user who has the name, or `unknownAccountOf` the name if there is no such user. */
  readonly name: string;
  /** The id of a known device of the account; `null` for any other device. */
  readonly device: string | null;
}

/** An attempt that counts, as plain JSON: it may be stored between the steps of a sign-in. */
export interface SpentAttempt extends SignInAttempt {
  /** In milliseconds since the epoch, by the clock of the limiter. */
  readonly spentAt: number;
}

/** The account of a user: the owner of budgets and known devices. It does not depend on the spelling of the name at the sign-in. */
export function accountOf(user: Pick<AuthenticatedUser, 'id'>): string {
  return `id ${user.id}`;
}

/**
 * The account of a name that no user has. All spellings of the name are one account.
 *
 * @param name in its canonical form
 */
export function unknownAccountOf(name: string): string {
  return `name ${name}`;
}

/**
 * Describes a request to the hashing queue.
 *
 * @param name the name whose password is hashed, in its canonical form; `null` for a user who does not exist yet
 */
export function hashRequesterOf({ address, signal }: SignInOrigin, name: string | null): HashRequester {
  return { network: networkOf(address), name, ...(signal && { signal }) };
}
