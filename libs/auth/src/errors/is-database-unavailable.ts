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

/** Messages of `pg` and `pg-pool`, whose errors have no code, and of Prisma, whose code P2028 has other causes too. */
const MESSAGES =
  /^(?:timeout expired|timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|client was closed and is not queryable|cannot use a pool after calling end|transaction api error: unable to start a transaction in the given time)/i;

/** Prisma's codes for the same: no connection, a refused sign-in, a missing database, a timeout, no free connection. */
const PRISMA = /^P(?:1000|1001|1002|1003|1008|1010|1011|1017|2024|2037)$/;

/** What Prisma's driver adapters make of `ECONNREFUSED`, `ECONNRESET` and `ETIMEDOUT`. */
const PRISMA_KINDS: ReadonlySet<unknown> = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/** TypeORM's errors for a closed data source, and Knex's for a pool without a free connection. */
const NAMES: ReadonlySet<string> = new Set([
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'KnexTimeoutError',
]);

/** The members by which data layers wrap an error of the driver. Drizzle, Kysely and MikroORM use `code` or `cause`. */
interface Wrapped {
  readonly code?: unknown;
  /** TypeORM's. */
  readonly driverError?: unknown;
  /** Node's, one for each address of a host: those of an `AggregateError`. */
  readonly errors?: unknown;
  /** Prisma's, if the first connection fails. */
  readonly errorCode?: unknown;
  /** Prisma's, of a statement: the SQLSTATE, with or without a driver adapter, or what has happened to the connection. */
  readonly meta?: {
    readonly code?: unknown;
    readonly driverAdapterError?: { readonly cause?: AdapterCause };
  };
}

/** The plain object by which a driver adapter of Prisma explains an error. */
interface AdapterCause {
  readonly originalCode?: unknown;
  readonly kind?: unknown;
}

/**
 * Whether an error means that the database is out of reach or out of resources, so that a retry may succeed. `false` for errors that a
 * retry can't mend, such as a missing table (42P01), a missing privilege (42501) or an exhausted sequence (2200H). They become a 500.
 *
 * Reads the errors of `pg`, TypeORM, Prisma, Drizzle, Kysely and MikroORM, and those of the network of any client.
 *
 * @example
 * ```ts
 * throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
 * ```
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Not instanceof: in a VM context, such as Jest's, Node's errors come from another realm.
  if (!isNativeError(error)) {
    return false;
  }
  const { code, errorCode, meta, driverError, errors } = error as Wrapped;
  // Prisma 6 throws the error of its driver adapter without wrapping it, if it is not of a raw query.
  const ofAdapter = meta?.driverAdapterError?.cause ?? (error.cause as AdapterCause | null | undefined);
  return (
    [code, errorCode, meta?.code, ofAdapter?.originalCode].some(isUnavailable) ||
    PRISMA_KINDS.has(ofAdapter?.kind) ||
    MESSAGES.test(error.message) ||
    NAMES.has(error.name) ||
    isDatabaseUnavailable(driverError) ||
    (Array.isArray(errors) && errors.some(isDatabaseUnavailable)) ||
    isDatabaseUnavailable(error.cause)
  );
}

function isUnavailable(code: unknown): boolean {
  return typeof code === 'string' && (SYSTEM_CODES.has(code) || SQLSTATE.test(code) || PRISMA.test(code));
}
