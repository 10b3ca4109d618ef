import { isNativeError } from 'node:util/types';

/** Node's own words for a peer that can't be reached. */
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
 * PostgreSQL's own (its appendix A): connection exceptions, insufficient resources, the server going down or coming up,
 * a statement cancelled by its timeout, a server that has become a read-only standby, and one that no longer lets us in or
 * has lost the database.
 */
const SQLSTATE = /^(?:08...|28...|3D000|53...|57P0.|57014|25006)$/;

/** `pg` and `pg-pool` give these no code. */
const MESSAGES =
  /^(?:timeout expired|timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|client was closed and is not queryable|cannot use a pool after calling end)/i;

/** TypeORM's, for a data source that has been closed. */
const NAMES: ReadonlySet<string> = new Set(['CannotExecuteNotConnectedError', 'ConnectionIsNotSetError']);

/**
 * Whether an error says that the database is out of reach or has no room, so that nothing was found out. Everything else, a
 * violated constraint or a mistake in the SQL, is a plain `false`.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Not instanceof: Node's own errors come from another realm where the code runs in a VM context.
  if (!isNativeError(error)) {
    return false;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    SYSTEM_CODES.has(code) ||
    SQLSTATE.test(code) ||
    MESSAGES.test(error.message) ||
    NAMES.has(error.name) ||
    // TypeORM wraps the driver's error; Node puts the attempts at several addresses into one.
    ('driverError' in error && isDatabaseUnavailable(error.driverError)) ||
    ('errors' in error && Array.isArray(error.errors) && error.errors.some(isDatabaseUnavailable)) ||
    isDatabaseUnavailable(error.cause)
  );
}
