import type { EntityManager } from 'typeorm';
import { MIGRATIONS_TABLE } from './data-source.js';

/**
 * Locks the table of migrations until the end of the transaction. Creates the table first, because TypeORM creates it only later.
 *
 * @param manager in a transaction of the isolation level `READ COMMITTED`
 */
export async function lockMigrationsTable(manager: EntityManager): Promise<void> {
  try {
    await manager.transaction((nested) =>
      nested.query(
        `CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE} (id SERIAL PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL)`,
      ),
    );
  } catch (error) {
    // IF NOT EXISTS looks once, at the start. If another instance creates the table at the same time, PostgreSQL fails with one of
    // several codes, so check whether the table exists.
    if (!(await hasMigrationsTable(manager))) {
      throw error;
    }
  }
  // Conflicts with other migrations, but not with a backup.
  await manager.query(`LOCK TABLE ${MIGRATIONS_TABLE} IN SHARE ROW EXCLUSIVE MODE`);
}

async function hasMigrationsTable(manager: EntityManager): Promise<boolean> {
  const [found] = await manager.query<{ exists: boolean }[]>(
    `SELECT to_regclass('${MIGRATIONS_TABLE}') IS NOT NULL AS exists`,
  );
  return found!.exists;
}
