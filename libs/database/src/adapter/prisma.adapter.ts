import type { Row, RunStatement, Statement } from '../statement.js';
import { DatabaseAdapter, type TransactionOptions } from './database.adapter.js';
import type { PrismaLike, PrismaTransaction } from './prisma-client.js';

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
