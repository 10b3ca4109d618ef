import type { AuthenticatedUser } from './authenticated-user.js';

/** What signing in needs to know of a person: who they are, and what their password must verify against. */
export interface UserCredentials<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly user: TUser;
  /** `null` for a person who has no password; they can't sign in with one. */
  readonly passwordHash: string | null;
}

/**
 * Where the people are kept. The one port that a host must provide: `@portcullis/users` does it with TypeORM, a host
 * with its own table, ORM or remote service in its place. The class is type and injection token in one.
 *
 * Both look-ups answer `null` for nobody, and throw `ServiceUnavailableError` where the store can't be reached: an
 * unreachable store must never look like an unknown person.
 */
export abstract class UserRepository<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /**
   * Reads the person that a verified access token names. Asked once for every request that carries a token, so that a
   * deactivation holds from the next request on: an implementation may batch, and must not cache.
   *
   * @param subject the `sub` claim, as {@link subjectOf} wrote it, and any other string
   */
  abstract findBySubject(subject: string): Promise<TUser | null>;

  /**
   * Reads the person who signs in under a name.
   *
   * @param username as typed; an implementation compares by `canonicalName`
   */
  abstract findByUsername(username: string): Promise<UserCredentials<TUser> | null>;

  /**
   * The `sub` claim (RFC 7519, section 4.1.2) of this person's tokens: a string that never passes to somebody else.
   *
   * @default the user's id
   */
  subjectOf(user: TUser): string {
    return String(user.id);
  }
}

/**
 * The host's repository, as it was given to `AuthModule`. {@link UserRepository} is an alias of it, and is what to inject; under
 * this name it can still be had where something stands before it, as the test kit does.
 */
export const HOST_USER_REPOSITORY = Symbol('UserRepository of the host');
