import type { Row, RunStatement, Statement } from '../statement.js';
import { DatabaseAdapter, type TransactionOptions } from './database.adapter.js';

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

/** No longer than `Database` waits for a statement. */
const MAX_WAIT_MILLISECONDS = 1_900;

class PrismaAdapter extends DatabaseAdapter<PrismaTransaction> {
  constructor(private readonly prisma: PrismaLike) {
    super();
  }

  run(statement: Statement): Promise<readonly Row[]> {
    return this.within(this.prisma)(statement);
  }

  transaction<T>(work: (run: RunStatement) => Promise<T>, { timeoutMs }: TransactionOptions = {}): Promise<T> {
    return this.prisma.$transaction((tx) => work(this.within(tx)), {
      isolationLevel: 'ReadCommitted',
      maxWait: timeoutMs ?? MAX_WAIT_MILLISECONDS,
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    });
  }

  within(transaction: PrismaTransaction): RunStatement {
    return ({ text, values }) => transaction.$queryRawUnsafe<Row[]>(text, ...values);
  }
}

/** SQL over the application's `PrismaClient`. Its transactions are the `tx` of an interactive transaction. */
export function prismaAdapter(prisma: PrismaLike): DatabaseAdapter<PrismaTransaction> {
  return new PrismaAdapter(prisma);
}
