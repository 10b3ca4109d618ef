import { canonicalName } from '@portcullis/auth';
import { isStorableText } from '@portcullis/auth/spi';
import { USER_COLUMNS } from '../user-row.js';
import type { UserSubject } from './user-subject.js';

/**
 * `sub` is the username exactly as it is stored; another spelling matches no user. After an account is deleted and its name is
 * registered again, an old token names the new user, so the id is the default.
 */
export const usernameSubject: UserSubject = {
  of: (user) => user.username,

  isPossible: (subject) => subject !== '' && subject.length <= 100 && isStorableText(subject),

  query: {
    name: 'portcullis_users_by_username',
    sql: `SELECT ${USER_COLUMNS} FROM {users} WHERE username_canonical = ANY($1::text[])`,
  },

  // By way of the canonical form, which is the column that has an index wherever the table comes from.
  sought: (subjects) => [...new Set(subjects.flatMap((subject) => [subject, canonicalName(subject)]))],
};
