import { Database, pgAdapter, type TableNaming } from '@portcullis/database';
import { usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';

/** Runs one migration of the users alone, in one transaction. */
export async function step(
  url: string,
  name: string,
  direction: 'up' | 'down',
  naming: TableNaming = {},
): Promise<void> {
  const Migration = usersMigrations.find((migration) => migration.name.startsWith(name))!;
  const pool = new Pool({ connectionString: url, max: 1 });
  // Dropping the database ends connections that have not closed yet.
  pool.on('error', () => {});
  try {
    await new Database(pgAdapter(pool), naming).transaction((runner) => new Migration()[direction](runner));
  } finally {
    await pool.end();
  }
}
