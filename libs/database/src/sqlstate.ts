import { isNativeError } from 'node:util/types';

/** The SQLSTATE code of an error of the database (PostgreSQL, appendix A), however the data layer wraps it. */
export function sqlStateOf(error: unknown): string | undefined {
  // Not instanceof: in a VM context, such as Jest's, Node's errors come from another realm.
  if (!isNativeError(error)) {
    return undefined;
  }
  const { code, driverError, meta, cause } = error as Wrapped;
  if (typeof code === 'string' && SQLSTATE.test(code)) {
    return code;
  }
  const ofAdapter = meta?.driverAdapterError?.cause ?? (cause as AdapterCause | null | undefined);
  const ofPrisma = ofAdapter?.originalCode ?? meta?.code;
  return typeof ofPrisma === 'string' ? ofPrisma : (sqlStateOf(driverError) ?? sqlStateOf(cause));
}

/** Five digits and letters, with at least one digit: `EPIPE` is a code of the system, and `P2010` one of Prisma. */
const SQLSTATE = /^(?!P2)(?=.*\d)[\dA-Z]{5}$/;

interface Wrapped {
  readonly code?: unknown;
  /** TypeORM's. */
  readonly driverError?: unknown;
  /** Prisma's, whose own code is `P2010` for every raw query. */
  readonly meta?: {
    readonly code?: unknown;
    readonly driverAdapterError?: { readonly cause?: AdapterCause };
  };
  /** Drizzle's, and that of a driver adapter of Prisma, which Prisma 6 does not always wrap. */
  readonly cause?: unknown;
}

interface AdapterCause {
  readonly originalCode?: unknown;
}
