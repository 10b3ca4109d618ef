import { Logger } from '@nestjs/common';
import { accountsMigrations } from '@portcullis/accounts';
import {
  Database,
  migrate as runMigrations,
  type MigrationClass,
  MigrationLockedError,
  pgAdapter,
} from '@portcullis/database';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import pg from 'pg';
import { placeOf } from './place-of.js';
import { REQUEST_LIMITS } from './pool-options.js';

const MIGRATIONS: readonly MigrationClass[] = [
  ...usersMigrations,
  ...sessionsMigrations,
  ...keysMigrations,
  ...limitsMigrations,
  ...oneTimeSecretsMigrations,
  ...accountsMigrations,
];

/**
 * Runs the pending migrations, on connections without a time limit for statements.
 *
 * @param waitSeconds the longest wait for a lock; the log names its holder
 * @returns the names of the migrations that this call ran
 * @throws Error that names the holder and says what to do, if the wait was too long
 */
export async function migrate(url: string, waitSeconds?: number): Promise<string[]> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'portcullis migrations',
    keepAlive: true,
    connectionTimeoutMillis: REQUEST_LIMITS.connectionTimeoutMillis,
    // The second connection finds out which lock the first waits for.
    max: 2,
  });
  const place = placeOf(url);
  const onWait = (holders: string): void =>
    new Logger('Database').warn(`The migrations of ${place} wait for a lock that is held by ${holders}`);
  try {
    return await runMigrations(new Database(pgAdapter(pool)), MIGRATIONS, {
      ...(waitSeconds !== undefined && { waitSeconds }),
      onWait,
    });
  } catch (error) {
    throw error instanceof MigrationLockedError ? tooLong(error, place) : error;
  } finally {
    await pool.end();
  }
}

/** Without the cause, so that `whenReachable` does not retry: the wait would be as long again. */
function tooLong({ waitSeconds, holders, remedy }: MigrationLockedError, place: string): Error {
  return new Error(
    `The database at ${place} can't be migrated: for ${waitSeconds} seconds a lock was held by ${holders}. End that ` +
      `process (${remedy}) and start again, or set DATABASE_MIGRATION_WAIT to wait longer.`,
  );
}
