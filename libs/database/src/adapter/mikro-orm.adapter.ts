import type { RunStatement } from '../statement.js';
import { knexConnection, type KnexLike, knexPool } from './knex-pool.js';
import { type KyselyTransaction, runOnKysely } from './kysely-transaction.js';
import type { PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';

/** The part of MikroORM's `EntityManager` that this library uses, of version 6 or 7. */
export interface MikroOrmEntityManager {
  getConnection(): { getKnex(): KnexLike } | { getNativeClient(): Promise<PgPool> };
  getTransactionContext(): unknown;
}

class MikroOrmAdapter extends PgAdapter<MikroOrmEntityManager> {
  override within(entityManager: MikroOrmEntityManager): RunStatement {
    return async (statement) => {
      const context = entityManager.getTransactionContext() as KnexLike | KyselyTransaction | undefined;
      if (!context) {
        throw Object.assign(new Error('This EntityManager is not in a transaction'), { code: '25P01' });
      }
      return 'client' in context
        ? super.runOn(await knexConnection(context))(statement)
        : runOnKysely(context)(statement);
    };
  }
}

/**
 * SQL over the pool of the application's MikroORM 6, or 7.2 and later. Its transactions are `EntityManager`s.
 *
 * @param orm the `MikroORM` of `@mikro-orm/postgresql`
 */
export async function mikroOrmAdapter({
  em,
}: {
  readonly em: MikroOrmEntityManager;
}): Promise<PgAdapter<MikroOrmEntityManager>> {
  const connection = em.getConnection();
  const pool = 'getKnex' in connection ? knexPool(connection.getKnex()) : await connection.getNativeClient();
  return new MikroOrmAdapter(() => pool);
}
