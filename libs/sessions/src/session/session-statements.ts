import { type PreparedQuery, presentTime } from '@portcullis/database';
import { ENDED_COLUMNS, SESSION_COLUMNS, USER_ID } from './session-row.js';

const milliseconds = (parameter: string) => `${parameter}::float8 * interval '1 millisecond'`;

const livingAt = (time: string) => `ended_at IS NULL AND idle_expires_at > ${time} AND expires_at > ${time}`;

const livingOfUser = (time: string) => `${USER_ID} = $1 AND ${livingAt(time)}`;

const LAST_USED_FIRST = 'ORDER BY sessions.last_used_at DESC, sessions.id DESC';

/**
 * Precedes a statement that takes the first rows in the order of `ix_sessions_user_living`. Without it a planner that has no statistics yet
 * sorts all rows of the user.
 */
export const IN_ORDER_OF_INDEX = 'SET LOCAL enable_bitmapscan = off';

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A statement for this many sessions takes milliseconds. */
export const BATCH = 1_000;

/** Longer than any sign-in takes. */
const CUT_OFF_LIFETIME = "interval '1 hour'";

/**
 * The lock between the sign-ins of a user and a call that ends all their sessions. Sign-ins share it until their session is committed,
 * which in a transaction of the application is its end. So each session is either there when the call reads the sessions, or is inserted
 * later and refused by the cut-off.
 */
const lockOfUser = (userId: string) => `hashtextextended('portcullis sessions of ' || ${userId}::text, 0)`;

export const LOCK_OUT_SIGN_INS = `SELECT pg_advisory_xact_lock(${lockOfUser('$1')})::text AS locked`;

export const CREATE: PreparedQuery = {
  name: 'portcullis_session_create',
  sql: `
    INSERT INTO {sessions} AS sessions (id, user_id, subject, client_id, scopes, address, user_agent, current_hash, amr, auth_time,
      created_at, last_used_at, idle_expires_at, expires_at)
    SELECT $1::uuid, $2::text, $3::text, $4::text, $5::text[], $6::text, $7::text, $8::bytea, $12::text[], $13::timestamptz,
      now, now, now + LEAST(${milliseconds('$9')}, ${milliseconds('$10')}), now + ${milliseconds('$10')}
    FROM (SELECT ${presentTime('$11')} AS now, pg_advisory_xact_lock_shared(${lockOfUser('$2')})) AS clock
    RETURNING ${SESSION_COLUMNS}`,
};

/** How long ago all sessions of the user were ended, by the server's clock, and whether the user has more sessions than allowed. */
export const AFTER_CREATE: PreparedQuery = {
  name: 'portcullis_session_created',
  sql: `
    SELECT
      (SELECT (extract(epoch FROM statement_timestamp() - cut_off_at) * 1000)::float8
        FROM {session_cut_offs} WHERE user_id = $1) AS cut_off_age,
      EXISTS (SELECT FROM {sessions} AS sessions WHERE ${livingOfUser(presentTime('$2'))} OFFSET $3::int LIMIT 1) AS is_over_limit`,
};

export const FIND = `SELECT ${SESSION_COLUMNS} FROM {sessions} AS sessions WHERE id = $1::uuid`;

export const ALIVE: PreparedQuery = {
  name: 'portcullis_sessions_alive',
  sql: `SELECT id FROM {sessions} WHERE id = ANY($1::uuid[]) AND ${livingAt(presentTime('$2'))}`,
};

export const BY_TOKEN: PreparedQuery = {
  name: 'portcullis_session_by_token',
  sql: `
    SELECT ${SESSION_COLUMNS}, ${livingAt(presentTime('$3'))} AS is_alive,
      CASE $2::bytea WHEN current_hash THEN 'current' WHEN previous_hash THEN 'previous' ELSE 'spent' END AS standing
    FROM {sessions} AS sessions WHERE id = $1::uuid`,
};

export const ROTATE: PreparedQuery = {
  name: 'portcullis_session_rotate',
  // A statement that has waited for the row evaluates the condition again and finds another current token.
  sql: `
    UPDATE {sessions} SET previous_hash = current_hash, current_hash = $3::bytea, sealed_successor = $4::bytea, rotated_at = ${presentTime('$6')},
      last_used_at = ${presentTime('$6')}, idle_expires_at = LEAST(${presentTime('$6')} + ${milliseconds('$5')}, expires_at)
    WHERE id = $1::uuid AND current_hash = $2::bytea AND ${livingAt(presentTime('$6'))}
    RETURNING id::text`,
};

/** Locks the row until the end of the transaction, so that its state stays the same until the session is ended. */
export const NOT_ROTATED = `
  SELECT ${livingAt(presentTime('$4'))} AS is_alive,
    CASE WHEN previous_hash = $2::bytea AND ${presentTime('$4')} < rotated_at + ${milliseconds('$3')}
      THEN encode(sealed_successor, 'base64') END AS sealed_successor
  FROM {sessions} WHERE id = $1::uuid FOR UPDATE`;

export const END_REUSED = `UPDATE {sessions} SET ended_at = ${presentTime('$2')}, end_reason = 'reuse' WHERE id = $1::uuid`;

export const LIST = `
  SELECT ${SESSION_COLUMNS}, (extract(epoch FROM last_used_at) * 1000000)::bigint::text AS last_used_microseconds
  FROM {sessions} AS sessions
  WHERE ${livingOfUser(presentTime('$2'))} AND (sessions.last_used_at, id) <
    (COALESCE(timestamptz 'epoch' + $3::float8 * interval '1 microsecond', 'infinity'), COALESCE($4::uuid, '${LAST_UUID}'))
  ${LAST_USED_FIRST} LIMIT $5::int`;

export const END = `
  UPDATE {sessions} AS sessions SET ended_at = ${presentTime('$2')}, end_reason = $3
  WHERE id = $1::uuid AND ($4::text IS NULL OR ${USER_ID} = $4) AND ${livingAt(presentTime('$2'))}
  RETURNING ${ENDED_COLUMNS}`;

/** Always by the server's clock: the result is a duration, compared with the duration of a sign-in. */
export const CUT_OFF = `
  INSERT INTO {session_cut_offs} AS session_cut_offs (user_id, cut_off_at) VALUES ($1, statement_timestamp())
  ON CONFLICT (user_id) DO UPDATE SET cut_off_at = GREATEST(session_cut_offs.cut_off_at, excluded.cut_off_at)`;

/** `chosen` of each row is the number of sessions to end. */
export const END_BATCH = endingOf(
  `${livingOfUser(presentTime('$2'))} AND ($4::text IS NULL OR id::text <> $4) AND ($5::text IS NULL OR subject = $5)`,
  `LIMIT ${BATCH}`,
);

/**
 * In one statement, since the transaction of a change has the time limit of a single statement. `$5`: only the sessions that are older than
 * the cut-off.
 */
export const END_ALL = `
  WITH locked AS MATERIALIZED (
    SELECT id FROM {sessions} AS sessions
    WHERE ${livingOfUser(presentTime('$2'))} AND ($4::text IS NULL OR id::text <> $4)
      AND (NOT $5::boolean OR created_at <= (SELECT cut_off_at FROM {session_cut_offs} WHERE user_id = $1))
    ORDER BY id FOR UPDATE
  )
  UPDATE {sessions} AS sessions SET ended_at = ${presentTime('$2')}, end_reason = $3
  WHERE id IN (SELECT id FROM locked) AND ended_at IS NULL
  RETURNING ${ENDED_COLUMNS}`;

/** Skips locked rows: a session that is being refreshed is not unused, and no statement waits here. */
export const END_SURPLUS = endingOf(
  `${livingOfUser(presentTime('$2'))} AND id <> $4::uuid`,
  `OFFSET $5::int LIMIT ${BATCH}`,
  'SKIP LOCKED',
);

/** Several instances may purge at once: each skips the rows that another one has locked. */
export const PURGE = `
  WITH forgotten AS (
    DELETE FROM {session_cut_offs} WHERE user_id IN (
      SELECT user_id FROM {session_cut_offs} WHERE cut_off_at < statement_timestamp() - ${CUT_OFF_LIFETIME}
      FOR UPDATE SKIP LOCKED
    )
  )
  DELETE FROM {sessions} WHERE id IN (
    SELECT id FROM {sessions} WHERE LEAST(ended_at, idle_expires_at) < ${presentTime('$1')}
    ORDER BY LEAST(ended_at, idle_expires_at) LIMIT $2::int FOR UPDATE SKIP LOCKED
  )
  RETURNING id::text`;

/**
 * Ends sessions in the order of their last use, latest first. Locks their rows in the order of their ids, so that two such statements can't
 * wait for each other. Parameters: `$2` the time, `$3` the reason.
 */
function endingOf(condition: string, range: string, skip = ''): string {
  return `
    WITH chosen AS MATERIALIZED (
      SELECT id FROM {sessions} AS sessions WHERE ${condition} ${LAST_USED_FIRST} ${range}
    ), locked AS MATERIALIZED (
      SELECT id FROM {sessions} WHERE id IN (SELECT id FROM chosen) ORDER BY id FOR UPDATE ${skip}
    ), ended AS (
      UPDATE {sessions} AS sessions SET ended_at = ${presentTime('$2')}, end_reason = $3
      WHERE id IN (SELECT id FROM locked) AND ended_at IS NULL
      RETURNING ${ENDED_COLUMNS}
    )
    SELECT ended.*, (SELECT count(*)::int FROM chosen) AS chosen FROM (VALUES (1)) AS one LEFT JOIN ended ON true`;
}
