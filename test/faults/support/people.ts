import { hash } from 'bcrypt';
import { query } from '../../processes/query.js';

export const PASSWORD = 'an unlikely passphrase';

/**
 * Accounts `person0` and so on, all with one password: at the front door each would cost a hash. So many of them, as no more than
 * ten may try to sign in to one account at once.
 *
 * @returns the hash that all of them have
 */
export async function insertPeople(databaseUrl: string, count: number, cost = 4): Promise<string> {
  const hashed = await hash(PASSWORD, cost);
  await query(
    databaseUrl,
    `INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password)
     SELECT 'person' || i, 'person' || i, i || '@example.com', i || '@example.com', $1 FROM generate_series(0, $2::int - 1) AS i`,
    [hashed, count],
  );
  return hashed;
}
