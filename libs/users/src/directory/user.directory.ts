import { Injectable } from '@nestjs/common';
import type { AccountKey } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { searchUser } from '../account/user-search.js';
import type { RegisteredUser } from '../registered-user.js';
import { canonicalForms, isPossibleName } from '../typed-name.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';

/** Which users to list. */
export interface UserQuery {
  /** The `next` of the page before. @default the first page */
  readonly after?: number;
  /** How many at most; at least 1. */
  readonly limit: number;
  /** The beginning of the username, case-insensitive. @default all users */
  readonly name?: string;
  /** @default both the active and the deactivated */
  readonly isActive?: boolean;
}

export interface UserPage {
  readonly users: readonly RegisteredUser[];
  /** What to pass as `after` for the next page; `null` after the last. */
  readonly next: number | null;
}

// ^@ is "starts with" (PostgreSQL, string functions): served by the index as LIKE is, and without wildcards to escape.
const LIST = `
  SELECT ${USER_COLUMNS} FROM {users}
  WHERE ($1::int IS NULL OR id > $1)
    AND ($2::text IS NULL OR username_canonical ^@ $2 OR username_canonical ^@ $3)
    AND ($4::bool IS NULL OR is_active = $4)
  ORDER BY id
  LIMIT $5::int`;

const EMPTY_PAGE: UserPage = { users: [], next: null };

/** Finds and lists users. Checks no permission: the caller does. */
@Injectable()
export class UserDirectory {
  constructor(private readonly database: Database) {}

  /**
   * Reads one user by id, username or e-mail address, in any spelling; `null` if there is none.
   *
   * @throws ServiceUnavailableError
   */
  async find(key: AccountKey): Promise<RegisteredUser | null> {
    const row = await searchUser(this.database.query, key);
    return row && registeredUserOf(row);
  }

  /**
   * Lists one page of users in the order of their ids, in one query. Its cost does not grow with the pages before, and no user is left
   * out or listed twice because others are created or deleted between two pages.
   *
   * @throws ServiceUnavailableError
   */
  async list({ after, limit, name = '', isActive }: UserQuery): Promise<UserPage> {
    if (!isPossibleName(name)) {
      return EMPTY_PAGE;
    }
    const prefixes = name === '' ? [null, null] : canonicalForms(name);
    const filters = [after ?? null, ...prefixes, isActive ?? null];
    // One more than the limit, to know whether there is a next page.
    const rows = await this.database.query<UserRow>(LIST, [...filters, limit + 1]);
    const users = rows.slice(0, limit).map(registeredUserOf);
    return { users, next: rows.length > limit ? users.at(-1)!.id : null };
  }
}
