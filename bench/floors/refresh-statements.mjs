// @ts-check
// The floor of refreshes: their prepared statements, sent by pg alone with a pool of the same size, each for its own token family.
// Reads the sessions as JSON from standard input, and prints the refreshes a second.
import { createHash, randomBytes } from 'node:crypto';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { FIND_SESSION, FIND_USER, ROTATE } from './refresh.sql.mjs';

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
  const findUser = () => ask('find_user', FIND_USER, [[Number(session.subject)]]);
  const { rows: found } = await ask('find_session', FIND_SESSION, [session.id, session.hash, null]);
  const { rows: users } = await findUser();
  const { rows: rotated } = await ask('rotate', ROTATE, [
    session.id,
    session.hash,
    successor,
    randomBytes(60),
    FOURTEEN_DAYS_MS,
    null,
  ]);
  const { rows: usersAfter } = await findUser();
  if (found[0]?.standing !== 'current' || users.length !== 1 || rotated.length !== 1 || usersAfter.length !== 1) {
    throw new Error('A statement found other rows than a refresh does');
  }
  session.hash = successor;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {unknown[]} values
 */
function ask(name, text, values) {
  return pool.query({ name, text, values });
}

await Promise.all(Array.from({ length: Number(connections) }, loop));
await pool.end();
process.stdout.write(`${count / Number(seconds)}\n`);
