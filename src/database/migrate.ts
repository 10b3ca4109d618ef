import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrationDataSourceOptions, UNHURRIED } from './data-source.js';
import { withAdvisoryLock } from './advisory-lock.js';

/** Any number will do that is the same in every instance. */
const MIGRATION_LOCK = 7_677_433_180_112;

/**
 * Brings the database up to date, once, however many instances start together: the others wait, and find it done. All
 * pending migrations succeed together or leave the database as it was.
 *
 * @returns the names of those that ran here
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new Client({
    connectionString: url,
    application_name: 'portcullis migration lock',
    connectionTimeoutMillis: 1_500,
    keepAlive: true,
    ...UNHURRIED,
  });
  return withAdvisoryLock(client, MIGRATION_LOCK, () => runPendingMigrations(url));
}

async function runPendingMigrations(url: string): Promise<string[]> {
  const dataSource = await new DataSource(migrationDataSourceOptions(url)).initialize();
  try {
    const migrations = await dataSource.runMigrations();
    return migrations.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
