import { canonicalName } from '@portcullis/auth';
import type { DataSource } from 'typeorm';
import { queryRows } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { isStorableText } from '../storable-text.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';
import type { UserSubject } from './user-subject.js';

/**
 * `sub` is the username exactly as it is stored: another spelling names nobody. A token outlives its account only until
 * somebody registers the freed name, which is why the id is the default.
 */
export const usernameSubject: UserSubject = {
  of: (user) => user.username,

  isPossible: (subject) => subject !== '' && subject.length <= 100 && isStorableText(subject),

  async find(dataSource: DataSource, subjects: readonly string[]): Promise<ReadonlyMap<string, RegisteredUser>> {
    // By way of the canonical form, which is the column that has an index wherever the table comes from.
    const names = new Set(subjects.flatMap((subject) => [subject, canonicalName(subject)]));
    const sql = `SELECT ${USER_COLUMNS} FROM users WHERE username_canonical = ANY($1::text[])`;
    const rows = await queryRows<UserRow>(dataSource, sql, [[...names]]);
    return new Map(rows.map((row) => [row.username, registeredUserOf(row)]));
  },
};
