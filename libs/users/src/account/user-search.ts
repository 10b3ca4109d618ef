import { type AccountKey, canonicalEmail } from '@portcullis/auth/spi';
import type { Query } from '@portcullis/database';
import { idSubject } from '../subject/id.subject.js';
import { canonicalForms, isPossibleName } from '../typed-name.js';
import { USER_COLUMNS, type UserRow } from '../user-row.js';

/** A row with its password hash. */
export type StoredUserRow = UserRow & { readonly hashed_password: string | null };

const SELECT = `SELECT ${USER_COLUMNS}, hashed_password FROM {users}`;

const BY_ID = `${SELECT} WHERE id = $1::int`;
// An adopted table may have names that differ by case alone: the exact spelling comes first.
const BY_USERNAME = `
  ${SELECT} WHERE username_canonical = ANY($1::text[])
  ORDER BY username COLLATE "C" = $2::text DESC, id LIMIT 1`;
const BY_EMAIL = `
  ${SELECT} WHERE email_canonical = ANY($1::text[])
  ORDER BY email COLLATE "C" = $2::text DESC, id LIMIT 1`;

// Holds up everything that changes the row or shares it, and no row of another table that refers to it.
const LOCK = ' FOR NO KEY UPDATE';

/**
 * Finds one user. What no stored value can be equal to is not sent to the database.
 *
 * @param isLocked whether the row is locked against changes until the transaction ends
 */
export async function searchUser(query: Query, key: AccountKey, isLocked = false): Promise<StoredUserRow | null> {
  const search = searchOf(key);
  if (!search) {
    return null;
  }
  const [sql, parameters] = search;
  const [row] = await query<StoredUserRow>(isLocked ? sql + LOCK : sql, parameters);
  return row ?? null;
}

function searchOf(key: AccountKey): [sql: string, parameters: unknown[]] | null {
  if ('id' in key) {
    const id = String(key.id);
    return idSubject.isPossible(id) ? [BY_ID, [Number(id)]] : null;
  }
  if ('username' in key) {
    return isPossibleName(key.username) ? [BY_USERNAME, [canonicalForms(key.username), key.username]] : null;
  }
  return isPossibleName(key.email) ? [BY_EMAIL, [[key.email, canonicalEmail(key.email)], key.email]] : null;
}
