import { epochMilliseconds, jsonArray, presentTime } from '@portcullis/database';

const seconds = (parameter: string) => `${parameter}::float8 * interval '1 second'`;

const COLUMNS = `
  id::text AS id, email, ${jsonArray('roles')} AS roles, invited_by, ${epochMilliseconds('created_at')} AS created_at,
  ${epochMilliseconds('expires_at')} AS expires_at`;

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** An address has one invitation at most: another one takes its place and its id. */
export const PUT = `
  INSERT INTO {account_invitations} (id, email, email_canonical, roles, invited_by, created_at, expires_at)
  VALUES ($1::uuid, $2, $3, $4::text[], $5, ${presentTime('$6')}, ${presentTime('$6')} + ${seconds('$7')})
  ON CONFLICT (email_canonical) DO UPDATE SET
    email = excluded.email,
    roles = excluded.roles,
    invited_by = excluded.invited_by,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at
  RETURNING ${COLUMNS}`;

export const FIND = `SELECT ${COLUMNS} FROM {account_invitations} WHERE id = $1::uuid AND expires_at > ${presentTime('$2')}`;

export const PROLONG = `
  UPDATE {account_invitations} SET expires_at = ${presentTime('$2')} + ${seconds('$3')}
  WHERE id = $1::uuid AND expires_at > ${presentTime('$2')} RETURNING ${COLUMNS}`;

export const TAKE = `
  DELETE FROM {account_invitations} WHERE id = $1::uuid AND expires_at > ${presentTime('$2')} RETURNING ${COLUMNS}`;

export const LIST = `
  SELECT ${COLUMNS}, (extract(epoch FROM created_at) * 1000000)::bigint::text AS created_microseconds
  FROM {account_invitations} AS invitation
  WHERE expires_at > ${presentTime('$1')} AND (invitation.created_at, invitation.id) <
    (COALESCE(timestamptz 'epoch' + $2::float8 * interval '1 microsecond', 'infinity'), COALESCE($3::uuid, '${LAST_UUID}'))
  ORDER BY invitation.created_at DESC, invitation.id DESC LIMIT $4::int`;

/** Several instances may purge at once: each skips the rows that another one has locked. */
export const PURGE = `
  DELETE FROM {account_invitations} WHERE id IN (
    SELECT id FROM {account_invitations} WHERE expires_at <= ${presentTime('$1')} ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED
  )
  RETURNING 1 AS one`;
