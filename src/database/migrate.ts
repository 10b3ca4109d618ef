import { outliveConnections } from '@portcullis/database';
import { DataSource, MigrationExecutor } from 'typeorm';
import { migrationDataSourceOptions } from './data-source.js';

/** Any number will do that is the same in every instance. */
const MIGRATION_LOCK = 7_677_433_180_112;

/** Over whatever the role, the database or a pooler sets for ordinary transactions. */
const UNHURRIED =
  'SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0';

/**
 * Brings the database up to date, once, however many instances start together: the others wait, and find it done. All
 * pending migrations succeed together or leave the database as it was. The lock is that of their transaction, so a pooler that
 * gives every transaction another connection does no harm, and it is free again when this process dies.
 *
 * @returns the names of those that ran here
 */
export async function migrate(url: string): Promise<string[]> {
  const dataSource = await new DataSource(migrationDataSourceOptions(url)).initialize();
  outliveConnections(dataSource);
  try {
    // What the one before has committed is to be seen as soon as the lock is had.
    const migrations = await dataSource.transaction('READ COMMITTED', async (manager) => {
      await manager.query(UNHURRIED);
      await manager.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      return new MigrationExecutor(dataSource, manager.queryRunner).executePendingMigrations();
    });
    return migrations.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
