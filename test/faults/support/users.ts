import { hash } from 'bcrypt';
import { query } from '../../processes/query.js';

export const PASSWORD = 'an unlikely passphrase';

/**
 * Inserts the accounts `user0`, `user1` and so on, all with one password hash: a registration of each would cost a hash. Tests use
 * many accounts because at most ten sign-ins to one account may run at once.
 *
 * @returns their password hash
 */
export async function insertUsers(databaseUrl: string, count: number, cost = 4): Promise<string> {
  const hashed = await hash(PASSWORD, cost);
  await query(
    databaseUrl,
    `INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password)
     SELECT 'user' || i, 'user' || i, i || '@example.com', i || '@example.com', $1 FROM generate_series(0, $2::int - 1) AS i`,
    [hashed, count],
  );
  return hashed;
}
