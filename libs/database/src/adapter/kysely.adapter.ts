import type { RunStatement } from '../statement.js';
import { type KyselyTransaction, runOnKysely } from './kysely-transaction.js';
import type { PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';

class KyselyAdapter extends PgAdapter<KyselyTransaction> {
  override within(transaction: KyselyTransaction): RunStatement {
    return runOnKysely(transaction);
  }
}

/**
 * SQL over the pool that the application passes to Kysely's `PostgresDialect`. Its transactions are Kysely's.
 *
 * @param pool Kysely does not hand it out
 */
export function kyselyAdapter(pool: PgPool): PgAdapter<KyselyTransaction> {
  return new KyselyAdapter(() => pool);
}
