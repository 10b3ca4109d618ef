import type { TableNames } from '../table-names.js';
import { createOnce } from './create-once.js';
import type { MigrationRunner } from './migration.js';

const EXISTS = 'SELECT 1 AS one FROM pg_namespace WHERE nspname = $1';

/** Creates the schema of the tables unless it exists. Creating it needs a right on the database that a role may lack. */
export async function createSchema(runner: MigrationRunner, { schema }: TableNames): Promise<void> {
  if (schema !== undefined && (await runner.query(EXISTS, [schema])).length === 0) {
    await createOnce(runner, `CREATE SCHEMA IF NOT EXISTS ${schema}`);
  }
}
