import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { queryRows } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { canonicalForms, isPossibleName } from '../typed-name.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';

/** Which people to list. */
export interface UserQuery {
  /** The `next` of the page before. @default the first page */
  readonly after?: number;
  /** How many at most; at least 1. */
  readonly limit: number;
  /** How their usernames begin, compared as names are: without case. @default everybody */
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
  SELECT ${USER_COLUMNS} FROM users
  WHERE ($1::int IS NULL OR id > $1)
    AND ($2::text IS NULL OR username_canonical ^@ $2 OR username_canonical ^@ $3)
    AND ($4::bool IS NULL OR is_active = $4)
  ORDER BY id
  LIMIT $5`;

const NOBODY: UserPage = { users: [], next: null };

/** The people, page by page in the order of their ids. For administrators: it tells of everybody to whoever may ask. */
@Injectable()
export class UserDirectory {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * One page, in one query. Its cost does not grow with the pages before, and nobody is left out or told of twice because
   * people come and go between one page and the next.
   *
   * @throws ServiceUnavailableError
   */
  async list({ after, limit, name = '', isActive }: UserQuery): Promise<UserPage> {
    if (!isPossibleName(name)) {
      return NOBODY;
    }
    const prefixes = name === '' ? [null, null] : canonicalForms(name);
    const filters = [after ?? null, ...prefixes, isActive ?? null];
    // One more than was asked for tells whether there is a next page.
    const rows = await queryRows<UserRow>(this.dataSource, LIST, [...filters, limit + 1]);
    const users = rows.slice(0, limit).map(registeredUserOf);
    return { users, next: rows.length > limit ? users.at(-1)!.id : null };
  }
}
