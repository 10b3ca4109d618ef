import { Database, migrate, pgAdapter, type TableNaming } from '@portcullis/database';
import { sessionsMigrations } from '@portcullis/sessions';
import { Pool } from 'pg';
import { createTestDatabase } from '../support/database.js';

/** A database with the tables of the sessions alone. */
export interface SessionsDatabase {
  readonly database: Database;
  /** For transactions of the application. */
  readonly pool: Pool;
  /** Whether a statement waits for a lock. */
  isLockAwaited(): Promise<boolean>;
  close(): Promise<void>;
}

export function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, statement_timeout: 1_500 });
  // `Pool.end()` does not wait until its connections are closed, so dropping the database terminates them.
  return pool.on('error', () => undefined);
}

export async function openSessions(naming: TableNaming = {}): Promise<SessionsDatabase> {
  const testDatabase = await createTestDatabase();
  const pool = openPool(testDatabase.url);
  const database = new Database(pgAdapter(pool), naming);
  await migrate(database, sessionsMigrations);
  const isLockAwaited = async (): Promise<boolean> => {
    const here = '(SELECT oid FROM pg_database WHERE datname = current_database())';
    return (await database.query(`SELECT pid FROM pg_locks WHERE NOT granted AND database = ${here}`)).length > 0;
  };
  const close = async (): Promise<void> => {
    await pool.end();
    await testDatabase.drop();
  };
  return { database, pool, isLockAwaited, close };
}
