import type { RunStatement } from '../statement.js';
import { DatabaseAdapter, type TransactionOptions } from './database.adapter.js';
import type { PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';
import { type PrismaLike, type PrismaTransaction, runOnPrisma } from './prisma-transaction.js';

/** No longer than `Database` waits for a statement. */
const MAX_WAIT_MILLISECONDS = 1_900;

class PrismaAdapter extends DatabaseAdapter<PrismaTransaction> {
  readonly run: RunStatement;
  override readonly within = runOnPrisma;

  constructor(private readonly prisma: PrismaLike) {
    super();
    this.run = runOnPrisma(prisma);
  }

  transaction<T>(work: (run: RunStatement) => Promise<T>, { timeoutMs }: TransactionOptions = {}): Promise<T> {
    return this.prisma.$transaction((tx) => work(runOnPrisma(tx)), {
      isolationLevel: 'ReadCommitted',
      maxWait: timeoutMs ?? MAX_WAIT_MILLISECONDS,
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    });
  }
}

/** Prepares the statements, which Prisma does not by default. */
class PooledPrismaAdapter extends PgAdapter<PrismaTransaction> {
  override within = runOnPrisma;
}

/**
 * SQL over the application's `PrismaClient`. Its transactions are the `tx` of an interactive transaction.
 *
 * @param pool of `pg`, such as that of `PrismaPg`: runs what is outside of the application's transactions, prepared. @default none
 */
export function prismaAdapter(prisma: PrismaLike, pool?: PgPool): DatabaseAdapter<PrismaTransaction> {
  return pool ? new PooledPrismaAdapter(() => pool) : new PrismaAdapter(prisma);
}
