import { Logger } from '@nestjs/common';
import { outliveConnections } from '@portcullis/database';
import { DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import { migrationDataSourceOptions } from './data-source.js';
import { LockWatch } from './lock-watch.js';
import { lockMigrationsTable } from './migrations-table.js';
import { placeOf } from './place-of.js';

const WAIT_SECONDS = 60;

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Runs the pending migrations in one transaction. If several instances start together, one runs them and the others wait. The
 * transaction locks the table of migrations, so a role that may only connect can't hold the lock, a pooler in transaction mode does
 * no harm, and the lock is released if this process dies. Takes no lock if no migration is pending.
 *
 * @param waitSeconds the longest wait for a lock; the log names its holder
 * @returns the names of the migrations that this call ran
 * @throws Error that names the holder and says what to do, if the wait was too long
 */
export async function migrate(url: string, waitSeconds = WAIT_SECONDS): Promise<string[]> {
  const dataSource = await new DataSource(migrationDataSourceOptions(url)).initialize();
  outliveConnections(dataSource);
  try {
    return await migrateIn(dataSource, placeOf(url), waitSeconds);
  } finally {
    await dataSource.destroy();
  }
}

function migrateIn(dataSource: DataSource, place: string, waitSeconds: number): Promise<string[]> {
  // Sees what the previous holder of the lock has committed.
  return dataSource.transaction('READ COMMITTED', async (manager) => {
    // Overrides the limits that the role, the database or a pooler sets for ordinary transactions.
    await manager.query(
      `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '${waitSeconds}s'`,
    );
    const watch = new LockWatch(dataSource, await backendOf(manager), (holders) =>
      new Logger('Database').warn(`The migrations of ${place} wait for a lock that is held by ${holders}`),
    );
    try {
      return await runPending(new MigrationExecutor(dataSource, manager.queryRunner), manager);
    } catch (error) {
      throw codeOf(error) === LOCK_NOT_AVAILABLE ? tooLong(watch, place, waitSeconds) : error;
    } finally {
      watch.stop();
    }
  });
}

async function runPending(executor: MigrationExecutor, manager: EntityManager): Promise<string[]> {
  if ((await executor.getPendingMigrations()).length === 0) {
    return [];
  }
  await lockMigrationsTable(manager);
  return (await executor.executePendingMigrations()).map(({ name }) => name);
}

async function backendOf(manager: EntityManager): Promise<number> {
  const [backend] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  return backend!.pid;
}

/** Without the cause, so that `whenReachable` does not retry: the wait would be as long again. */
function tooLong(watch: LockWatch, place: string, waitSeconds: number): Error {
  return new Error(
    `The database at ${place} can't be migrated: for ${waitSeconds} seconds a lock was held by ${watch.holders}. End that ` +
      `process (${watch.remedy}) and start again, or set DATABASE_MIGRATION_WAIT to wait longer.`,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
