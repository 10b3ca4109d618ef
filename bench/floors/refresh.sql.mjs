// @ts-check
// The statements of `libs/sessions` and `libs/users` for one refresh, in their order. The bench compares them with those that the
// service sends, and reports a difference.

/** @param {string} column */
const milliseconds = (column) => `floor(extract(epoch FROM ${column}) * 1000)::float8 AS ${column}`;

const TIMES = ['auth_time', 'created_at', 'last_used_at', 'idle_expires_at', 'expires_at', 'ended_at'];

/** @param {string} parameter */
const isAlive = (parameter) =>
  `ended_at IS NULL AND idle_expires_at > COALESCE(${parameter}::timestamptz, statement_timestamp()) ` +
  `AND expires_at > COALESCE(${parameter}::timestamptz, statement_timestamp())`;

export const FIND_SESSION = `SELECT id, COALESCE(sessions.user_id, sessions.subject) AS user_id, subject, client_id, scopes, amr, address,
    user_agent, end_reason, ${TIMES.map(milliseconds).join(', ')}, ${isAlive('$3')} AS is_alive,
    CASE $2::bytea WHEN current_hash THEN 'current' WHEN previous_hash THEN 'previous' ELSE 'spent' END AS standing
  FROM sessions WHERE id = $1`;

export const FIND_USER =
  'SELECT id, username, email, email_verified, is_active, roles FROM users WHERE id = ANY($1::int[])';

export const ROTATE = `UPDATE sessions SET previous_hash = current_hash, current_hash = $3, sealed_successor = $4,
    rotated_at = COALESCE($6::timestamptz, statement_timestamp()),
    last_used_at = COALESCE($6::timestamptz, statement_timestamp()),
    idle_expires_at = LEAST(COALESCE($6::timestamptz, statement_timestamp()) + $5::float8 * interval '1 millisecond', expires_at)
  WHERE id = $1 AND current_hash = $2 AND ${isAlive('$6')} RETURNING id`;

export const STATEMENTS = [FIND_SESSION, FIND_USER, ROTATE, FIND_USER];
