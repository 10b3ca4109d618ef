// @ts-check
// What `libs/sessions` and `libs/users` ask of PostgreSQL for one refresh, in this order. The bench compares it with what the
// service sends, and says so where it is no longer the same.

const SESSION =
  'id, subject, client_id, scopes, created_at, last_used_at, idle_expires_at, expires_at, address, user_agent, ended_at, end_reason';

export const FIND_SESSION = `SELECT ${SESSION},
    CASE $2::bytea WHEN current_hash THEN 'current' WHEN previous_hash THEN 'previous' ELSE 'spent' END AS standing
  FROM sessions WHERE id = $1`;

export const FIND_USER = 'SELECT id, username, email, is_active, roles FROM users WHERE id = ANY($1::int[])';

export const ROTATE = `UPDATE sessions SET previous_hash = current_hash, current_hash = $3, sealed_successor = $4, rotated_at = $6,
    last_used_at = $6, idle_expires_at = LEAST($5, expires_at)
  WHERE id = $1 AND current_hash = $2 AND ended_at IS NULL AND idle_expires_at > $6 AND expires_at > $6
  RETURNING id`;

export const STATEMENTS = [FIND_SESSION, FIND_USER, ROTATE];
