import { isNativeError } from 'node:util/types';
import { sqlStateOf } from '@portcullis/database';

const UNIQUE_VIOLATION = '23505';

/** A primary key by its name, or by its column. */
const PRIMARY_KEY = /_pkey\b|\(id\)/;

/**
 * The member that violates a unique index, whatever the prefix of the index. `null` for other errors, and for a duplicate id, which means
 * that the sequence is behind its table.
 */
export function takenMemberOf(error: unknown): 'username' | 'email' | null {
  if (sqlStateOf(error) !== UNIQUE_VIOLATION) {
    return null;
  }
  const violated = violatedIndexOf(error);
  if (PRIMARY_KEY.test(violated)) {
    return null;
  }
  return violated.lastIndexOf('email') > violated.lastIndexOf('username') ? 'email' : 'username';
}

/** A text with the name of the index or its columns, and nothing that a client has sent. */
function violatedIndexOf(error: unknown): string {
  if (!isNativeError(error)) {
    return '';
  }
  const { constraint, meta, driverError, cause } = error as Wrapped;
  const ofPrisma = meta?.driverAdapterError?.cause?.originalMessage ?? meta?.message;
  // The detail of the server is `Key (email)=(alice@example.com) already exists.`
  return constraint ?? ofPrisma?.split('=')[0] ?? violatedIndexOf(driverError ?? cause);
}

interface Wrapped {
  /** The name of the index, by `pg`. */
  readonly constraint?: string;
  /** Prisma 7 has the message of the server, and Prisma 6 its detail. */
  readonly meta?: {
    readonly message?: string;
    readonly driverAdapterError?: { readonly cause?: { readonly originalMessage?: string } };
  };
  /** TypeORM's. */
  readonly driverError?: unknown;
  /** Drizzle's. */
  readonly cause?: unknown;
}
