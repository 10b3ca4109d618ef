// @ts-check
// The floor of refreshes: what `libs/sessions` and `libs/users` ask of PostgreSQL for one, in the same order, by pg alone with
// the same pool, each for a family of its own. Reads the ids of the sessions as JSON from its standard input, and prints how
// many a second.
import { createHash, randomBytes } from 'node:crypto';
import { json } from 'node:stream/consumers';
import pg from 'pg';

const SESSION =
  'id, subject, client_id, scopes, created_at, last_used_at, idle_expires_at, expires_at, address, user_agent, ended_at, end_reason';

const FIND_SESSION = `SELECT ${SESSION},
    CASE $2::bytea WHEN current_hash THEN 'current' WHEN previous_hash THEN 'previous' ELSE 'spent' END AS standing
  FROM sessions WHERE id = $1`;

const FIND_USER = 'SELECT id, username, email, is_active, roles FROM users WHERE id = ANY($1::int[])';

const ROTATE = `UPDATE sessions SET previous_hash = current_hash, current_hash = $3, sealed_successor = $4, rotated_at = $6,
    last_used_at = $6, idle_expires_at = LEAST($5, expires_at)
  WHERE id = $1 AND current_hash = $2 AND ended_at IS NULL AND idle_expires_at > $6 AND expires_at > $6
  RETURNING id`;

const FOURTEEN_DAYS_MS = 14 * 86_400_000;

const [connections = '32', seconds = '3', warmUpSeconds = '1'] = process.argv.slice(2);
/** @type {{ id: string, subject: string, hash: Buffer }[]} */
const free = /** @type {any[]} */ (await json(process.stdin)).map(({ id, subject, hash }) => ({
  id,
  subject,
  hash: Buffer.from(hash, 'hex'),
}));
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });

const countedFrom = performance.now() + Number(warmUpSeconds) * 1000;
const endsAt = countedFrom + Number(seconds) * 1000;
let count = 0;

async function loop() {
  while (performance.now() < endsAt) {
    const session = free.shift();
    if (!session) {
      throw new Error('There are fewer sessions than connections');
    }
    await refresh(session);
    free.push(session);
    const now = performance.now();
    count += now >= countedFrom && now < endsAt ? 1 : 0;
  }
}

/** @param {{ id: string, subject: string, hash: Buffer }} session */
async function refresh(session) {
  const successor = createHash('sha256').update(randomBytes(32)).digest();
  const now = new Date();
  const { rows: found } = await pool.query(FIND_SESSION, [session.id, session.hash]);
  const { rows: users } = await pool.query(FIND_USER, [[Number(session.subject)]]);
  const { rows: rotated } = await pool.query(ROTATE, [
    session.id,
    session.hash,
    successor,
    randomBytes(60),
    new Date(now.getTime() + FOURTEEN_DAYS_MS),
    now,
  ]);
  if (found[0]?.standing !== 'current' || users.length !== 1 || rotated.length !== 1) {
    throw new Error('Not what a refresh finds');
  }
  session.hash = successor;
}

await Promise.all(Array.from({ length: Number(connections) }, loop));
await pool.end();
process.stdout.write(`${count / Number(seconds)}\n`);
