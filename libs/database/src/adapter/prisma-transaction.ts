import type { Row, RunStatement } from '../statement.js';

/** The part of Prisma's `tx` that this library uses. */
export interface PrismaTransaction {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>;
}

/** The part of a `PrismaClient` that this library uses, the same in Prisma 6 and 7. */
export interface PrismaLike extends PrismaTransaction {
  $transaction<T>(
    work: (tx: PrismaTransaction) => Promise<T>,
    options?: { maxWait?: number; timeout?: number; isolationLevel?: 'ReadCommitted' },
  ): Promise<T>;
}

/** Runs statements in a transaction of Prisma, or on its client. */
export function runOnPrisma(transaction: PrismaTransaction): RunStatement {
  return ({ text, values }) => transaction.$queryRawUnsafe<Row[]>(text, ...values);
}
