import { USER_COLUMNS } from '../user-row.js';
import type { UserSubject } from './user-subject.js';

const MAX_POSTGRES_INTEGER = 2_147_483_647;

/** `sub` is the user's id in decimal. Other spellings, such as `01`, `1.0` and ` 1`, match no user. */
export const idSubject: UserSubject = {
  of: (user) => String(user.id),

  isPossible: (subject) => /^[1-9]\d{0,9}$/.test(subject) && Number(subject) <= MAX_POSTGRES_INTEGER,

  query: {
    name: 'portcullis_users_by_id',
    sql: `SELECT ${USER_COLUMNS} FROM {users} WHERE id = ANY($1::int[])`,
  },

  sought: (subjects) => subjects.map(Number),
};
