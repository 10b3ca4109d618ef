import type { Session, SessionEndReason } from './session.js';

/** The columns that make a {@link Session}, for a SELECT or a RETURNING. */
export const SESSION_COLUMNS =
  'id, subject, client_id, scopes, created_at, last_used_at, idle_expires_at, expires_at, address, user_agent, ended_at, end_reason';

export interface SessionRow {
  readonly id: string;
  readonly subject: string;
  readonly client_id: string | null;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly idle_expires_at: Date;
  readonly expires_at: Date;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly ended_at: Date | null;
  readonly end_reason: SessionEndReason | null;
}

export function sessionOf(row: SessionRow): Session {
  return {
    id: row.id,
    subject: row.subject,
    clientId: row.client_id,
    scopes: row.scopes,
    createdAt: row.created_at.getTime(),
    lastUsedAt: row.last_used_at.getTime(),
    idleExpiresAt: row.idle_expires_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    address: row.address,
    userAgent: row.user_agent,
    endedAt: row.ended_at?.getTime() ?? null,
    endReason: row.end_reason,
  };
}
