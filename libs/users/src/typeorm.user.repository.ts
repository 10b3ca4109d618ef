import { Inject, Injectable } from '@nestjs/common';
import { UserRepository, type UserCredentials } from '@portcullis/auth';
import { DataSource } from 'typeorm';
import { BatchedLookUp, PreparedQueries, type PreparedQuery } from '@portcullis/database';
import type { RegisteredUser } from './registered-user.js';
import { idSubject } from './subject/id.subject.js';
import type { UserSubject } from './subject/user-subject.js';
import { usernameSubject } from './subject/username.subject.js';
import { canonicalForms, isPossibleName } from './typed-name.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from './user-row.js';
import { USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

const SUBJECTS: Readonly<Record<NonNullable<UsersModuleOptions['subject']>, UserSubject>> = {
  id: idSubject,
  username: usernameSubject,
};

const BY_USERNAME: PreparedQuery = {
  name: 'portcullis_user_by_username',
  sql: `SELECT ${USER_COLUMNS}, hashed_password FROM users WHERE username_canonical = ANY($1::text[])`,
};

/**
 * Reads people from PostgreSQL, anew for every question: nothing is remembered from one look-up to the next. The look-ups
 * by subject of one turn of the event loop share one query, so a busy server asks seldom and still never answers from memory.
 */
@Injectable()
export class TypeOrmUserRepository extends UserRepository<RegisteredUser> {
  readonly #subject: UserSubject;
  readonly #bySubject = new BatchedLookUp<string, RegisteredUser | null>(
    'users',
    (subjects) => this.#findAll(subjects),
    null,
  );
  readonly #prepared: PreparedQueries;

  constructor(dataSource: DataSource, @Inject(USERS_OPTIONS) options: UsersModuleOptions) {
    super();
    this.#subject = subjectFor(options);
    this.#prepared = new PreparedQueries(dataSource, options.preparedStatements ?? true);
  }

  override subjectOf(user: RegisteredUser): string {
    return this.#subject.of(user);
  }

  /** @throws ServiceUnavailableError */
  findBySubject(subject: string): Promise<RegisteredUser | null> {
    return this.#subject.isPossible(subject) ? this.#bySubject.of(subject) : Promise.resolve(null);
  }

  /** @throws ServiceUnavailableError */
  async findByUsername(username: string): Promise<UserCredentials<RegisteredUser> | null> {
    if (!isPossibleName(username)) {
      return null;
    }
    const rows = await this.#prepared.run<UserRow & { readonly hashed_password: string | null }>(BY_USERNAME, [
      canonicalForms(username),
    ]);
    // Two rows answer where an adopted table had names that differ by case alone: each is found by its exact spelling.
    const row = rows.find((candidate) => candidate.username === username) ?? rows[0];
    return row ? { user: registeredUserOf(row), passwordHash: row.hashed_password } : null;
  }

  async #findAll(subjects: readonly string[]): Promise<ReadonlyMap<string, RegisteredUser>> {
    const rows = await this.#prepared.run<UserRow>(this.#subject.query, [this.#subject.sought(subjects)]);
    const users = rows.map(registeredUserOf);
    return new Map(users.map((user) => [this.#subject.of(user), user]));
  }
}

function subjectFor({ subject = 'id' }: UsersModuleOptions): UserSubject {
  if (!Object.hasOwn(SUBJECTS, subject)) {
    throw new Error(`UsersModule: subject is 'id' or 'username', not '${subject}'`);
  }
  return SUBJECTS[subject];
}
