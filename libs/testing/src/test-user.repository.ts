import {
  type AuthenticatedUser,
  canonicalName,
  HOST_USER_REPOSITORY,
  type PasswordHasher,
  type UserCredentials,
  UserRepository,
} from '@portcullis/auth';
import { type Container, theOnly } from './the-only.js';
import { withMembers } from './test-user.js';

interface TestPerson {
  readonly user: AuthenticatedUser;
  readonly password: string | null;
  hash?: Promise<string>;
}

/**
 * The kit's own people, in the memory of one application, before the host's repository: it is asked for everybody else, and
 * every time. Answers with the roles that a test has given, whoever's the person is.
 */
export class TestUserRepository extends UserRepository {
  readonly #bySubject = new Map<string, TestPerson>();
  readonly #byName = new Map<string, TestPerson>();
  readonly #givenRoles = new Map<string, readonly string[]>();
  #hostRepository?: UserRepository;

  constructor(
    private readonly container: Container,
    private readonly hasher: PasswordHasher,
  ) {
    super();
  }

  /** @throws Error where the kit has made somebody by that id or name already */
  add(user: AuthenticatedUser, password: string | null): void {
    const subject = this.subjectOf(user);
    const name = canonicalName(user.username);
    if (this.#bySubject.has(subject) || this.#byName.has(name)) {
      throw new Error(`This test has made somebody by the id '${user.id}' or the name '${user.username}' already.`);
    }
    const person: TestPerson = { user: withMembers(user), password };
    this.#bySubject.set(subject, person);
    this.#byName.set(name, person);
  }

  giveRoles(subject: string, roles: readonly string[]): void {
    this.#givenRoles.set(subject, [...roles]);
  }

  override subjectOf(user: AuthenticatedUser): string {
    return this.#host.subjectOf(user);
  }

  async findBySubject(subject: string): Promise<AuthenticatedUser | null> {
    const user = this.#bySubject.get(subject)?.user ?? (await this.#host.findBySubject(subject));
    return user && this.#asGiven(user, subject);
  }

  async findByUsername(username: string): Promise<UserCredentials | null> {
    const person = this.#byName.get(canonicalName(username));
    const credentials = person ? await this.#credentialsOf(person) : await this.#host.findByUsername(username);
    return credentials && { ...credentials, user: this.#asGiven(credentials.user, this.subjectOf(credentials.user)) };
  }

  /** A copy, as a store gives one: what a handler does to it stays with its request. */
  #asGiven(user: AuthenticatedUser, subject: string): AuthenticatedUser {
    const roles = this.#givenRoles.get(subject);
    return withMembers(user, roles && { roles });
  }

  /** Hashed when somebody first signs in by password, so that making a person costs nothing. */
  async #credentialsOf(person: TestPerson): Promise<UserCredentials> {
    if (person.password !== null) {
      person.hash ??= this.hasher.hash(person.password);
    }
    return { user: person.user, passwordHash: (await person.hash) ?? null };
  }

  /** Looked for in the whole application: a module that provides `UserRepository` need not be the one that has it. */
  get #host(): UserRepository {
    return (this.#hostRepository ??= theOnly<UserRepository>(this.container, HOST_USER_REPOSITORY));
  }
}
