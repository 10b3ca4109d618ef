import { Inject, Injectable } from '@nestjs/common';
import { UserRepository, type UserCredentials } from '@portcullis/auth';
import type { PasswordHashReplacement, VerifiedPassword } from '@portcullis/auth/spi';
import { BatchedLookUp, Database, type PreparedQuery } from '@portcullis/database';
import type { RegisteredUser } from './registered-user.js';
import { idSubject } from './subject/id.subject.js';
import type { UserSubject } from './subject/user-subject.js';
import { usernameSubject } from './subject/username.subject.js';
import { canonicalForms, isPossibleName } from './typed-name.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from './user-row.js';
import { checkedUsersOptions, USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

const SUBJECTS: Readonly<Record<NonNullable<UsersModuleOptions['subject']>, UserSubject>> = {
  id: idSubject,
  username: usernameSubject,
};

const BY_USERNAME: PreparedQuery = {
  name: 'portcullis_user_by_username',
  sql: `SELECT ${USER_COLUMNS}, hashed_password FROM {users} WHERE username_canonical = ANY($1::text[])`,
};

const LOCKED: PreparedQuery = {
  name: 'portcullis_user_locked',
  // Waits for a transaction that is changing the row, and reads what it has committed.
  sql: 'SELECT username, is_active, hashed_password FROM {users} WHERE id = $1 FOR SHARE',
};

const REPLACE_HASH: PreparedQuery = {
  name: 'portcullis_user_replace_hash',
  sql: 'UPDATE {users} SET hashed_password = $3 WHERE id = $1 AND hashed_password = $2',
};

/**
 * Reads users from PostgreSQL, and caches none. The look-ups by subject of one turn of the event loop share one query.
 */
@Injectable()
export class PostgresUserRepository extends UserRepository<RegisteredUser> {
  readonly #subject: UserSubject;
  readonly #bySubject: BatchedLookUp<string, RegisteredUser | null>;

  constructor(
    private readonly database: Database,
    @Inject(USERS_OPTIONS) options: UsersModuleOptions,
  ) {
    super();
    this.#subject = SUBJECTS[checkedUsersOptions(options).subject];
    this.#bySubject = new BatchedLookUp(database, 'users', (subjects) => this.#findAll(subjects), null);
  }

  override subjectOf(user: RegisteredUser): string {
    return this.#subject.of(user);
  }

  /** @throws ServiceUnavailableError */
  findBySubject(subject: string): Promise<RegisteredUser | null> {
    return this.#subject.isPossible(subject) ? this.#bySubject.of(subject) : Promise.resolve(null);
  }

  /** @throws ServiceUnavailableError */
  async findByUsername(username: string, canonical?: string): Promise<UserCredentials<RegisteredUser> | null> {
    if (!isPossibleName(username)) {
      return null;
    }
    const rows = await this.database.prepared<UserRow & { readonly hashed_password: string | null }>(BY_USERNAME, [
      canonicalForms(username, canonical),
    ]);
    // Two rows match if an adopted table had names that differ only by case: each is found by its exact spelling.
    const row = rows.find((candidate) => candidate.username === username) ?? rows[0];
    return row ? { user: registeredUserOf(row), passwordHash: row.hashed_password } : null;
  }

  /** @throws ServiceUnavailableError */
  override async isUnchanged(user: RegisteredUser, verified: VerifiedPassword | null): Promise<boolean> {
    const [row] = await this.database.prepared<UserRow & { readonly hashed_password: string | null }>(LOCKED, [
      user.id,
    ]);
    return (
      row !== undefined &&
      row.username === user.username &&
      row.is_active === user.isActive &&
      (verified === null || row.hashed_password === verified.passwordHash)
    );
  }

  /** @throws ServiceUnavailableError */
  override async replacePasswordHash({ id }: RegisteredUser, { from, to }: PasswordHashReplacement): Promise<void> {
    await this.database.prepared(REPLACE_HASH, [id, from, to]);
  }

  async #findAll(subjects: readonly string[]): Promise<ReadonlyMap<string, RegisteredUser>> {
    const rows = await this.database.lookUp<UserRow>(this.#subject.query, [this.#subject.sought(subjects)]);
    const users = rows.map(registeredUserOf);
    return new Map(users.map((user) => [this.#subject.of(user), user]));
  }
}
