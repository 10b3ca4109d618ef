import type { AuthenticatedUser } from './authenticated-user.js';
import type { VerifiedPassword } from './verified-password.js';

/** A user for the sign-in, with the hash to verify the password against. */
export interface UserCredentials<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly user: TUser;
  /** `null` for a user without a password, who can't sign in with one. */
  readonly passwordHash: string | null;
}

/** A stored hash, and the hash to replace it. */
export interface PasswordHashReplacement {
  readonly from: string;
  readonly to: string;
}

/** The result of a look-up, at once or later. `undefined` is the same as `null`: there is no such user. */
export type Found<T> = T | null | undefined | PromiseLike<T | null | undefined>;

/**
 * Reads the users of the application. The only port without a default: `@portcullis/users` implements it for its own table, and an
 * application implements it for its own table, ORM or remote service. The class is both type and injection token.
 *
 * Both look-ups return `null` or `undefined` for an unknown user, and throw `ServiceUnavailableError` if the storage can't be reached
 * (`isDatabaseUnavailable`): an unreachable storage must never look like an unknown user.
 */
export abstract class UserRepository<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /**
   * Reads the user of a verified access token. Called for every request with a token, so that a deactivation holds from the next request
   * on: an implementation may batch, but must not cache.
   *
   * @param subject the `sub` claim, usually a result of {@link subjectOf}; may be any string
   */
  abstract findBySubject(subject: string): Found<TUser>;

  /**
   * Reads the user with a name, for the sign-in.
   *
   * @param username as typed; an implementation compares by `canonicalName`, or in the way in which the application has stored its names
   * @param canonical the result of `canonicalName(username)`, to save computing it again. @default computed
   */
  abstract findByUsername(username: string, canonical?: string): Found<UserCredentials<TUser>>;

  /**
   * Stores a stronger hash of the same password only if the stored one is still `from` (compare and set), so that a password that was
   * changed meanwhile stays. Called after a successful sign-in, which does not await it.
   *
   * @default stored hashes are not replaced
   */
  replacePasswordHash?(user: TUser, replacement: PasswordHashReplacement): void | PromiseLike<void>;

  /**
   * The `sub` claim (RFC 7519, section 4.1.2) of the user's tokens: a string that never identifies another user, even after a deletion.
   *
   * @default the user's id
   */
  subjectOf(user: TUser): string {
    return String(user.id);
  }

  /**
   * Whether the user still exists with the same id, name and activity, and with the same password if one was verified. Called after a
   * sign-in has begun its session, which ends if the result is `false`: an administrator may have changed the user while the password
   * was being hashed. An override waits for a change that is being committed (`SELECT … FOR SHARE`).
   *
   * @param user as this repository has read it
   * @param verified `null` if the user did not sign in with a password
   * @default reads the user again; sound if sessions are ended after the change of their user has been committed
   */
  async isUnchanged(user: TUser, verified: VerifiedPassword | null): Promise<boolean> {
    const found = verified
      ? await this.findByUsername(verified.username)
      : { user: await this.findBySubject(this.subjectOf(user)), passwordHash: null };
    return (
      found?.user?.id === user.id &&
      found.user.username === user.username &&
      found.user.isActive === user.isActive &&
      (verified === null || found.passwordHash === verified.passwordHash)
    );
  }
}

/**
 * The repository that the application has passed to `AuthModule`. Inject {@link UserRepository}, which is an alias of it unless a wrapper
 * replaces the alias, as the test kit does.
 */
export const HOST_USER_REPOSITORY = Symbol('UserRepository of the host');
