import { sqlStateOf } from './sqlstate.js';

/**
 * SQLSTATE codes (PostgreSQL, appendix A) for a named statement that the connection has lost (26000), knows with other SQL (42P05), or
 * has parsed before its table was changed (0A000). The statement was not run.
 */
const STALE: ReadonlySet<string | undefined> = new Set(['26000', '42P05', '0A000']);

/** Whether a prepared statement must be sent again with its text, on another connection. */
export function isStale(error: unknown): boolean {
  return STALE.has(sqlStateOf(error));
}
