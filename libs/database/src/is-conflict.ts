import { sqlStateOf } from './sqlstate.js';

/**
 * SQLSTATE codes (PostgreSQL, appendix A) for a conflict with another transaction: `serialization_failure`, `deadlock_detected` and
 * `lock_not_available` (after `lock_timeout`). The server has rolled the transaction back.
 */
const CONFLICTS: ReadonlySet<string | undefined> = new Set(['40001', '40P01', '55P03']);

/** Whether the same work may succeed when it runs again. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(sqlStateOf(error)) || isPrismaConflict(error);
}

/** Prisma's "write conflict or deadlock", which hides the code. */
function isPrismaConflict(error: unknown): boolean {
  return Object(error).code === 'P2034';
}
