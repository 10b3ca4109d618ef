import { isNativeError } from 'node:util/types';

/** Node's error codes for an unreachable peer. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * SQLSTATE codes (PostgreSQL, appendix A) for connection exceptions (08), a refused sign-in (28), a missing database (3D000), insufficient
 * resources (53), a server that stops or starts (57P0), a statement or session timeout (57014, 25P03, 25P04) and a read-only standby (25006).
 */
const SQLSTATE = /^(?:08...|28...|3D000|53...|57P0.|57014|25006|25P03|25P04)$/;

/** Messages of `pg` and `pg-pool`, whose errors have no code. */
const MESSAGES =
  /^(?:timeout expired|timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|client was closed and is not queryable|cannot use a pool after calling end)/i;

/** TypeORM's errors for a closed data source. */
const NAMES: ReadonlySet<string> = new Set(['CannotExecuteNotConnectedError', 'ConnectionIsNotSetError']);

/**
 * Whether an error means that the database is out of reach or out of resources, so that a retry may succeed. `false` for errors that a
 * retry can't mend, such as a missing table (42P01), a missing privilege (42501) or an exhausted sequence (2200H). They become a 500.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Not instanceof: in a VM context, such as Jest's, Node's errors come from another realm.
  if (!isNativeError(error)) {
    return false;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    SYSTEM_CODES.has(code) ||
    SQLSTATE.test(code) ||
    MESSAGES.test(error.message) ||
    NAMES.has(error.name) ||
    // TypeORM wraps the driver's error. Node wraps the errors of several addresses in an AggregateError.
    ('driverError' in error && isDatabaseUnavailable(error.driverError)) ||
    ('errors' in error && Array.isArray(error.errors) && error.errors.some(isDatabaseUnavailable)) ||
    isDatabaseUnavailable(error.cause)
  );
}
