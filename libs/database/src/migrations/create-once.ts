import { sqlStateOf } from '../sqlstate.js';
import type { MigrationRunner } from './migration.js';

/**
 * Creates a table or a schema, in a transaction. Succeeds if another instance creates it at the same time.
 *
 * @param create a statement with `IF NOT EXISTS`
 */
export async function createOnce(
  runner: MigrationRunner,
  create: string,
  exists: () => Promise<boolean>,
): Promise<void> {
  await runner.query('SAVEPOINT create_once');
  try {
    await runner.query(create);
  } catch (error) {
    await runner.query('ROLLBACK TO SAVEPOINT create_once');
    // IF NOT EXISTS looks once, at the start. If another instance creates it at the same time, PostgreSQL fails with one of several
    // codes, so check whether it exists.
    if (sqlStateOf(error) === undefined || !(await exists())) {
      throw error;
    }
  }
}
