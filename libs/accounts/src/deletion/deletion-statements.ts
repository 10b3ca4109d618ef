import { epochMilliseconds, type PreparedQuery, presentTime } from '@portcullis/database';

/** Keeps the date of a deletion that is scheduled already, and returns nothing then. */
export const SCHEDULE = `
  INSERT INTO {account_deletions} (user_id, requested_at, delete_after, attempts, next_attempt_at)
  SELECT $1, now, now + grace, 0, now + grace
  FROM (SELECT ${presentTime('$3')} AS now, $2::float8 * interval '1 second' AS grace) AS clock
  ON CONFLICT (user_id) DO NOTHING
  RETURNING ${epochMilliseconds('delete_after')} AS delete_after, false AS is_due`;

export const FIND: PreparedQuery = {
  name: 'portcullis_account_deletion',
  sql: `
    SELECT ${epochMilliseconds('delete_after')} AS delete_after, delete_after <= ${presentTime('$2')} AS is_due
    FROM {account_deletions} WHERE user_id = $1`,
};

export const REMOVE = `DELETE FROM {account_deletions} WHERE user_id = $1`;

export const REMOVE_DUE = `
  DELETE FROM {account_deletions} WHERE user_id = $1 AND delete_after <= ${presentTime('$2')} RETURNING user_id`;

/**
 * Takes the account that is due longest, and sets the time of its next attempt: after a minute, then twice as long each time, up to 17 hours.
 * Until then no instance takes it, whether the attempt fails or the process ends. Each instance skips what another one is taking.
 */
export const TAKE_DUE = `
  UPDATE {account_deletions} SET attempts = attempts + 1,
    next_attempt_at = ${presentTime('$1')} + power(2, LEAST(attempts, 10)) * interval '1 minute'
  WHERE user_id = (
    SELECT user_id FROM {account_deletions} WHERE next_attempt_at <= ${presentTime('$1')}
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING user_id`;
