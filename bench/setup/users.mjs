// @ts-check
import bcrypt from 'bcrypt';
import { query } from './postgres.mjs';
import { randomOf } from './random.mjs';

export const PASSWORD = 'an unlikely passphrase';

/** How many users have a hash with the cost of production: `login1` and on. */
export const LOGINS = 1_000;

const INSERT = `INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password)
  SELECT $3 || n, $3 || n, $3 || n || '@example.com', $3 || n || '@example.com', $2 FROM generate_series(1, $1::int) n`;

/**
 * Inserts users by SQL. All of a group have the same hash, with the lowest cost if the hash is not measured.
 *
 * @param {string} databaseUrl of a database that the service has migrated
 * @param {number} count
 * @returns {Promise<{ loginHash: string }>}
 */
export async function insertUsers(databaseUrl, count) {
  const [userHash, loginHash] = await Promise.all([bcrypt.hash(PASSWORD, 4), bcrypt.hash(PASSWORD, 12)]);
  await query(databaseUrl, INSERT, [count - LOGINS, userHash, 'user']);
  await query(databaseUrl, INSERT, [LOGINS, loginHash, 'login']);
  return { loginHash };
}

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} username
 */

/**
 * @param {string} databaseUrl
 * @param {number} count
 * @returns {Promise<User[]>} different users from the whole table in random order, the same in every run
 */
export async function chooseUsers(databaseUrl, count) {
  const users = await query(databaseUrl, "SELECT id, username FROM users WHERE username LIKE 'user%' ORDER BY id");
  const random = randomOf(2);
  return Array.from({ length: count }, () => users.splice(random(users.length), 1)[0]);
}

/**
 * @typedef {User & { readonly accessToken: string, readonly refreshToken: string, readonly sessionId: string }} SignedIn
 */

/**
 * Signs the users in at the token endpoint.
 *
 * @param {string} serviceUrl
 * @param {readonly User[]} users
 * @returns {Promise<SignedIn[]>}
 */
export async function signIn(serviceUrl, users) {
  /** @type {SignedIn[]} */
  const signedIn = [];
  const left = users.entries();
  const work = async () => {
    for (const [index, user] of left) {
      const response = await fetch(`${serviceUrl}/token`, {
        method: 'POST',
        headers: { 'X-Forwarded-For': `10.1.${index >> 8}.${index & 255}` },
        body: new URLSearchParams({ username: user.username, password: PASSWORD }),
      });
      /** @type {any} */
      const body = await response.json();
      if (response.status !== 200) {
        throw new Error(`${user.username} can't sign in: ${response.status} ${JSON.stringify(body)}`);
      }
      const { access_token: accessToken, refresh_token: refreshToken } = body;
      signedIn[index] = { ...user, accessToken, refreshToken, sessionId: refreshToken.split('.')[0] };
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return signedIn;
}
