import type { Authentication } from '@portcullis/auth/spi';
import { epochMilliseconds, jsonArray } from '@portcullis/database';
import type { EndedSession, Session, SessionEndReason } from './session.js';

/** The id of a session's user. In a row of an earlier version it is the subject. */
export const USER_ID = 'COALESCE(sessions.user_id, sessions.subject)';

/** The columns that make an {@link EndedSession}. */
export const ENDED_COLUMNS = `id::text AS id, ${USER_ID} AS user_id, subject`;

const ARRAYS = ['scopes', 'amr'];

const TIMES = ['auth_time', 'created_at', 'last_used_at', 'idle_expires_at', 'expires_at', 'ended_at'];

/** The columns that make a {@link Session}, for a SELECT or a RETURNING. */
export const SESSION_COLUMNS = [
  ENDED_COLUMNS,
  'client_id, address, user_agent, end_reason',
  ...ARRAYS.map((column) => `${jsonArray(column)} AS ${column}`),
  ...TIMES.map((column) => `${epochMilliseconds(column)} AS ${column}`),
].join(', ');

export interface SessionRow extends EndedRow {
  readonly client_id: string | null;
  /** As JSON. */
  readonly scopes: string;
  /** As JSON. */
  readonly amr: string | null;
  /** In milliseconds since the epoch, as all times here. */
  readonly auth_time: number | null;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly idle_expires_at: number;
  readonly expires_at: number;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly ended_at: number | null;
  readonly end_reason: SessionEndReason | null;
}

export function sessionOf(row: SessionRow): Session {
  return {
    ...endedSessionOf(row),
    clientId: row.client_id,
    scopes: JSON.parse(row.scopes) as string[],
    authentication: authenticationOf(row),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    address: row.address,
    userAgent: row.user_agent,
    endedAt: row.ended_at,
    endReason: row.end_reason,
  };
}

/** By the constraint `ck_sessions_authentication` a row has both members or neither. */
function authenticationOf({ amr, auth_time: at }: SessionRow): Authentication | null {
  return amr !== null && at !== null ? { methods: JSON.parse(amr) as string[], at } : null;
}

export interface EndedRow {
  readonly id: string;
  readonly user_id: string;
  readonly subject: string;
}

export function endedSessionOf({ id, user_id: userId, subject }: EndedRow): EndedSession {
  return { id, userId, subject };
}

/** A row of a statement that ends sessions. If it has ended none, there is one row without an id. */
export type EndingRow = (EndedRow | { readonly id: null }) & { readonly chosen: number };

export function endedIn(rows: readonly EndingRow[]): EndedSession[] {
  return rows.filter((row): row is EndedRow & EndingRow => row.id !== null).map(endedSessionOf);
}
