import { isNativeError } from 'node:util/types';

/**
 * SQLSTATE codes (PostgreSQL, appendix A) for a conflict with another transaction: `serialization_failure`, `deadlock_detected` and
 * `lock_not_available` (after `lock_timeout`). The server has rolled the transaction back.
 */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);

/** Whether the same work may succeed when it runs again. */
export function isConflict(error: unknown): boolean {
  if (!isNativeError(error)) {
    return false;
  }
  return (
    ('code' in error && typeof error.code === 'string' && CONFLICTS.has(error.code)) ||
    // TypeORM wraps the driver's error.
    ('driverError' in error && isConflict(error.driverError))
  );
}
