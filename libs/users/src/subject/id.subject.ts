import type { DataSource } from 'typeorm';
import { queryRows } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';
import type { UserSubject } from './user-subject.js';

const MAX_POSTGRES_INTEGER = 2_147_483_647;

/** `sub` is the user's id in decimal, and no other spelling of it: `01`, `1.0` and ` 1` name nobody. */
export const idSubject: UserSubject = {
  of: (user) => String(user.id),

  isPossible: (subject) => /^[1-9]\d{0,9}$/.test(subject) && Number(subject) <= MAX_POSTGRES_INTEGER,

  async find(dataSource: DataSource, subjects: readonly string[]): Promise<ReadonlyMap<string, RegisteredUser>> {
    const sql = `SELECT ${USER_COLUMNS} FROM users WHERE id = ANY($1::int[])`;
    const rows = await queryRows<UserRow>(dataSource, sql, [[...new Set(subjects)]]);
    return new Map(rows.map((row) => [String(row.id), registeredUserOf(row)]));
  },
};
