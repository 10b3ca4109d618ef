import { canonicalName } from '@portcullis/auth';
import type { QueryRunner } from 'typeorm';

/** Bounds the memory that a table of any size takes. */
const BATCH_SIZE = 5_000;

interface Names {
  readonly id: number;
  readonly username: string;
  readonly email: string;
}

/** Computed here and not in SQL, whose lower() depends on the server's locale and knows no case folding. */
export async function fillCanonicalNames(runner: QueryRunner): Promise<void> {
  let names: readonly Names[] = await nextNames(runner, null);
  while (names.length > 0) {
    await runner.query(
      `UPDATE users SET username_canonical = batch.username, email_canonical = batch.email
       FROM unnest($1::int[], $2::text[], $3::text[]) AS batch (id, username, email)
       WHERE users.id = batch.id`,
      [
        names.map(({ id }) => id),
        names.map(({ username }) => canonicalName(username)),
        names.map(({ email }) => canonicalName(email)),
      ],
    );
    names = await nextNames(runner, names.at(-1)!.id);
  }
}

async function nextNames(runner: QueryRunner, after: number | null): Promise<Names[]> {
  const sql = `
    SELECT id, username, email FROM users WHERE $1::int IS NULL OR id > $1 ORDER BY id LIMIT ${BATCH_SIZE}`;
  return (await runner.query(sql, [after])) as Names[];
}

/**
 * The old service took Alice and alice for two people, and both must go on signing in. The one whose name is canonical
 * already, else the one who came first, has the canonical form; the others keep their raw name for theirs. That is nobody
 * else's canonical form: `canonicalName` is idempotent, so a name that it changes is never one that it gives.
 */
export async function resolveCollisions(runner: QueryRunner): Promise<void> {
  for (const column of ['username', 'email']) {
    await runner.query(`
      UPDATE users SET ${column}_canonical = ${column}
      FROM (
        SELECT id, row_number() OVER (
          PARTITION BY ${column}_canonical
          ORDER BY ${column} COLLATE "C" = ${column}_canonical DESC, id
        ) AS place
        FROM users
      ) AS claims
      WHERE claims.id = users.id AND claims.place > 1`);
    await refuseDuplicates(runner, column);
  }
}

/** Can only be where the old table lacked its unique index. */
async function refuseDuplicates(runner: QueryRunner, column: string): Promise<void> {
  const [duplicate] = (await runner.query(
    `SELECT array_agg(id ORDER BY id) AS ids FROM users GROUP BY ${column}_canonical HAVING count(*) > 1 LIMIT 1`,
  )) as { ids: number[] }[];
  if (duplicate) {
    throw new Error(
      `The table "users" can't be adopted, and has not been changed: ` +
        `the rows with the ids ${duplicate.ids.join(', ')} have the same ${column}`,
    );
  }
}
