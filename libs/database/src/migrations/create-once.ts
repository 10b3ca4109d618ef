import { sqlStateOf } from '../sqlstate.js';
import type { MigrationRunner } from './migration.js';

/** Each fails only if another instance began to create it after this instance had looked for it. */
const MAX_ATTEMPTS = 5;

/**
 * Creates a table or a schema, in a transaction. Succeeds if another instance creates it at the same time.
 *
 * @param create a statement with `IF NOT EXISTS`
 */
export async function createOnce(runner: MigrationRunner, create: string): Promise<void> {
  await runner.query('SAVEPOINT create_once');
  for (let attempt = 1; ; attempt++) {
    try {
      await runner.query(create);
      return;
    } catch (error) {
      await runner.query('ROLLBACK TO SAVEPOINT create_once');
      // IF NOT EXISTS looks once, at the start. If another instance creates it at the same time, PostgreSQL fails with one of several
      // codes. It exists after the other instance has committed, and the next attempt finds it.
      if (sqlStateOf(error) === undefined || attempt === MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}
