import {
  type AuthenticatedUser,
  canonicalName,
  type PasswordHasher,
  type UserCredentials,
  UserRepository,
} from '@portcullis/auth';
import { HOST_USER_REPOSITORY, type PasswordHashReplacement, type VerifiedPassword } from '@portcullis/auth/spi';
import { type Container, theOnly } from './the-only.js';
import { withMembers } from './with-members.js';

interface StoredTestUser {
  readonly user: AuthenticatedUser;
  readonly password: string | null;
  hash?: Promise<string>;
}

/**
 * The users of the kit, in the memory of one application, before the repository of the application, which has all other users. Each
 * user has the roles that a test has set.
 */
export class TestUserRepository extends UserRepository {
  readonly #bySubject = new Map<string, StoredTestUser>();
  readonly #byName = new Map<string, StoredTestUser>();
  readonly #givenRoles = new Map<string, readonly string[]>();
  #hostRepository?: UserRepository;

  constructor(
    private readonly container: Container,
    private readonly hasher: PasswordHasher,
  ) {
    super();
  }

  /** @throws Error if the kit has already created a user with that id or name */
  add(user: AuthenticatedUser, password: string | null): void {
    const subject = this.subjectOf(user);
    const name = canonicalName(user.username);
    if (this.#bySubject.has(subject) || this.#byName.has(name)) {
      throw new Error(`This test has already created a user with the id '${user.id}' or the name '${user.username}'.`);
    }
    const stored: StoredTestUser = { user: withMembers(user), password };
    this.#bySubject.set(subject, stored);
    this.#byName.set(name, stored);
  }

  giveRoles(subject: string, roles: readonly string[]): void {
    this.#givenRoles.set(subject, [...roles]);
  }

  override subjectOf(user: AuthenticatedUser): string {
    return this.#host.subjectOf(user);
  }

  async findBySubject(subject: string): Promise<AuthenticatedUser | null> {
    const user = this.#bySubject.get(subject)?.user ?? (await this.#host.findBySubject(subject));
    return user ? this.#asGiven(user, subject) : null;
  }

  async findByUsername(username: string, canonical = canonicalName(username)): Promise<UserCredentials | null> {
    const stored = this.#byName.get(canonical);
    const credentials = stored
      ? await this.#credentialsOf(stored)
      : await this.#host.findByUsername(username, canonical);
    return credentials
      ? { ...credentials, user: this.#asGiven(credentials.user, this.subjectOf(credentials.user)) }
      : null;
  }

  override isUnchanged(user: AuthenticatedUser, verified: VerifiedPassword | null): Promise<boolean> {
    const isOurs = this.#bySubject.has(this.subjectOf(user));
    return isOurs ? super.isUnchanged(user, verified) : this.#host.isUnchanged(user, verified);
  }

  /** The kit's own users keep theirs. */
  override async replacePasswordHash(user: AuthenticatedUser, replacement: PasswordHashReplacement): Promise<void> {
    if (!this.#bySubject.has(this.subjectOf(user))) {
      await this.#host.replacePasswordHash?.(user, replacement);
    }
  }

  /** A copy, as a store gives one: what a handler does to it stays with its request. */
  #asGiven(user: AuthenticatedUser, subject: string): AuthenticatedUser {
    const roles = this.#givenRoles.get(subject);
    return withMembers(user, roles && { roles });
  }

  /** Hashed at the first sign-in by password, so that creating a user costs no hash. */
  async #credentialsOf(stored: StoredTestUser): Promise<UserCredentials> {
    if (stored.password !== null) {
      stored.hash ??= this.hasher.hash(stored.password);
    }
    return { user: stored.user, passwordHash: (await stored.hash) ?? null };
  }

  /** Searched in all modules: any module of the application may contain the repository. */
  get #host(): UserRepository {
    return (this.#hostRepository ??= theOnly<UserRepository>(this.container, HOST_USER_REPOSITORY));
  }
}
