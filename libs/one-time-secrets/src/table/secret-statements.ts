import { epochMilliseconds, presentTime } from '@portcullis/database';

const seconds = (parameter: string) => `${parameter}::float8 * interval '1 second'`;

const validAt = (time: string) => `expires_at > ${time} AND attempts_left IS DISTINCT FROM 0`;

const COLUMNS = `
  id, purpose, subject, bound_to, payload::text AS payload, ${epochMilliseconds('expires_at')} AS expires_at`;

export const ISSUE = `
  INSERT INTO {one_time_secrets} (id, purpose, subject, bound_to, token_hash, code_mac, attempts_left, payload, keeps_earlier,
    created_at, expires_at, code_expires_at)
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7::int, $8::json, $9::boolean, ${presentTime('$10')}, ${presentTime('$10')} + ${seconds('$11')}, ${presentTime('$10')} + ${seconds('$12')})
  ON CONFLICT (purpose, subject) WHERE NOT keeps_earlier DO UPDATE SET
    id = excluded.id,
    bound_to = excluded.bound_to,
    token_hash = excluded.token_hash,
    code_mac = excluded.code_mac,
    attempts_left = excluded.attempts_left,
    payload = excluded.payload,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at,
    code_expires_at = excluded.code_expires_at
  RETURNING ${epochMilliseconds('expires_at')} AS expires_at, ${epochMilliseconds('code_expires_at')} AS code_expires_at`;

export const FIND = `SELECT ${COLUMNS} FROM {one_time_secrets} WHERE token_hash = $1 AND ${validAt(presentTime('$2'))}`;

/** A statement that waited for the row evaluates its WHERE again, so concurrent attempts can't exceed the limit. */
export const ATTEMPT = `
  UPDATE {one_time_secrets} SET attempts_left = attempts_left - 1
  WHERE token_hash = $1 AND expires_at > ${presentTime('$2')} AND attempts_left > 0
  RETURNING ${COLUMNS}`;

/**
 * Compares a code and counts it if it is wrong, under the lock of the row: of guesses at once each finds what the one before it has left.
 * A guess at nothing writes a row as well, one of a few decoys that are never valid. Otherwise the time of the write would tell for which
 * addresses a code was issued. A decoy's hash has 16 bytes, which no token's has.
 */
export const GUESS = `
  WITH guessed AS (
    SELECT ${COLUMNS}, encode(code_mac, 'hex') = ANY($3::text[]) AS is_right FROM {one_time_secrets} AS secret
    WHERE purpose = $1 AND bound_to = $2 AND code_expires_at > ${presentTime('$5')} AND ${validAt(presentTime('$5'))}
    ORDER BY secret.id FOR UPDATE
  ), counted AS (
    UPDATE {one_time_secrets} AS counted SET attempts_left = counted.attempts_left - 1
    FROM guessed WHERE counted.id = guessed.id AND NOT guessed.is_right
  ), decoy AS (
    INSERT INTO {one_time_secrets} (id, purpose, subject, token_hash, attempts_left, keeps_earlier, created_at, expires_at)
    SELECT id, '', $4::text, uuid_send(id), 0, false, ${presentTime('$5')}, '-infinity' FROM gen_random_uuid() AS id
    WHERE NOT EXISTS (SELECT FROM guessed)
    ON CONFLICT (purpose, subject) WHERE NOT keeps_earlier DO UPDATE SET attempts_left = excluded.attempts_left
  )
  SELECT * FROM guessed WHERE is_right LIMIT 1`;

/** For a secret that was found valid before: its attempts were counted then. */
export const CONSUME = `DELETE FROM {one_time_secrets} WHERE id = $1::uuid AND expires_at > ${presentTime('$2')} RETURNING ${COLUMNS}`;

export const CONSUME_TOKEN = `
  DELETE FROM {one_time_secrets} WHERE token_hash = $1 AND ${validAt(presentTime('$2'))} RETURNING ${COLUMNS}`;

export const REVOKE = `
  DELETE FROM {one_time_secrets}
  WHERE purpose = ANY($1::text[]) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR bound_to = $3)
  RETURNING id`;

export const REVOKE_SINCE = `
  DELETE FROM {one_time_secrets} WHERE purpose = $1 AND subject = $2 AND created_at >= (
    SELECT min(created_at) FROM {one_time_secrets}
    WHERE purpose = $1 AND subject = $2 AND bound_to = $3 AND ${validAt(presentTime('$4'))}
  )
  RETURNING id`;

/** Several instances may purge at once: each skips the rows that another one has taken, and none waits. */
export const PURGE = `
  DELETE FROM {one_time_secrets} WHERE id IN (
    SELECT id FROM {one_time_secrets} WHERE expires_at <= ${presentTime('$1')} ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED
  )
  RETURNING id`;
