import { epochMilliseconds, presentTime } from '@portcullis/database';

const seconds = (parameter: string) => `${parameter}::float8 * interval '1 second'`;

export const INSERT = `
  INSERT INTO {mail_outbox} (id, purpose, request, content, attempts, next_attempt_at, created_at)
  VALUES ($1::uuid, $2, $3, $4, 0, ${presentTime('$5')}, ${presentTime('$5')})`;

/**
 * Takes the row that is due longest, for so many seconds. Of several at the same time it is the one that was written first. Several
 * instances do so at once: each skips the rows that another one is taking, and none waits. The number of the attempt is the proof of the
 * lease.
 */
export const LEASE = `
  UPDATE {mail_outbox} SET attempts = attempts + 1, next_attempt_at = ${presentTime('$1')} + ${seconds('$2')}
  WHERE id = (
    SELECT id FROM {mail_outbox} WHERE next_attempt_at <= ${presentTime('$1')}
    ORDER BY next_attempt_at, number LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING id::text AS id, purpose, encode(request, 'base64') AS request, encode(content, 'base64') AS content, attempts,
    ${epochMilliseconds('created_at')} AS created_at,
    created_at <= ${presentTime('$1')} - ${seconds('$3')} AS is_overdue`;

/** Locks a leased row. Finds nothing if the lease has passed to another instance. */
export const LOCK = `SELECT FROM {mail_outbox} WHERE id = $1::uuid AND attempts = $2::int FOR UPDATE`;

export const REPLACE_REQUEST = `UPDATE {mail_outbox} SET request = NULL, content = $2 WHERE id = $1::uuid`;

export const DELETE = `DELETE FROM {mail_outbox} WHERE id = $1::uuid`;

export const POSTPONE = `
  UPDATE {mail_outbox} SET next_attempt_at = ${presentTime('$3')} + ${seconds('$4')} WHERE id = $1::uuid AND attempts = $2::int`;

/** Gives a lease back, as if it had never been taken. */
export const RELEASE = `
  UPDATE {mail_outbox} SET attempts = attempts - 1, next_attempt_at = ${presentTime('$3')} WHERE id = $1::uuid AND attempts = $2::int`;
