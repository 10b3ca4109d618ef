import { Logger } from '@nestjs/common';
import type { Database } from '../database.js';
import { sqlStateOf } from '../sqlstate.js';
import type { RunStatement } from '../statement.js';
import { LockWatch } from './lock-watch.js';
import { type MigrationClass, type MigrationRunner, timeOf } from './migration.js';
import { MigrationLockedError } from './migration-locked.error.js';
import { MigrationsTable } from './migrations.table.js';
import { createSchema } from './schema.js';

const WAIT_SECONDS = 60;

const LOCK_NOT_AVAILABLE = '55P03';

/** Longer than any migration takes. */
const TIMEOUT_MILLISECONDS = 86_400_000;

/** Overrides the limits that the role, the database or a pooler sets for ordinary transactions. */
const NO_LIMITS = ['statement_timeout', 'idle_in_transaction_session_timeout'];

export interface MigrateOptions {
  /** The longest wait for a lock, in seconds. @default 60 */
  readonly waitSeconds?: number;
  /** Called with the processes that hold a lock which the migrations wait for. @default writes a warning to the log */
  readonly onWait?: (holders: string) => void;
}

/**
 * Runs the pending migrations in one transaction. If several instances start together, one runs them and the others wait. The
 * transaction locks the table of migrations, so a role that may only connect can't hold the lock, a pooler in transaction mode does
 * no harm, and the lock is released if this process dies. Takes no lock if no migration is pending.
 *
 * The pool must have room for a second connection, which finds out who holds a lock.
 *
 * @returns the names of the migrations that this call ran
 * @throws MigrationLockedError if the wait for a lock was too long
 */
export async function migrate(
  database: Database,
  migrations: readonly MigrationClass[],
  { waitSeconds = WAIT_SECONDS, onWait = warn }: MigrateOptions = {},
): Promise<string[]> {
  if (migrations.length === 0) {
    return [];
  }
  return database.adapter.transaction(
    async (run) => {
      const runner = runnerOf(database, run);
      for (const limit of NO_LIMITS) {
        await runner.query(`SET LOCAL ${limit} = 0`);
      }
      await runner.query(`SET LOCAL lock_timeout = '${waitSeconds}s'`);
      const watch = new LockWatch(database.adapter, await backendOf(runner), onWait);
      try {
        return await runPending(database, runner, migrations);
      } catch (error) {
        throw sqlStateOf(error) === LOCK_NOT_AVAILABLE
          ? new MigrationLockedError(waitSeconds, watch.holders, watch.remedy)
          : error;
      } finally {
        watch.stop();
      }
    },
    { timeoutMs: TIMEOUT_MILLISECONDS },
  );
}

async function runPending(
  { names }: Database,
  runner: MigrationRunner,
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  const table = new MigrationsTable(runner);
  if ((await table.pendingOf(migrations)).length === 0) {
    return [];
  }
  await createSchema(runner, names);
  await table.lock();
  // Sees what the previous holder of the lock has committed.
  const pending = (await table.pendingOf(migrations)).toSorted((one, other) => timeOf(one) - timeOf(other));
  for (const migration of pending) {
    await new migration().up(runner);
    await table.add(migration);
  }
  return pending.map(({ name }) => name);
}

function runnerOf({ names }: Database, run: RunStatement): MigrationRunner {
  return { query: async (sql, parameters = []) => [...(await run({ text: names.in(sql), values: parameters }))] };
}

async function backendOf(runner: MigrationRunner): Promise<number> {
  const [backend] = (await runner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
  return backend!.pid;
}

function warn(holders: string): void {
  new Logger('Database').warn(`The migrations wait for a lock that is held by ${holders}`);
}
