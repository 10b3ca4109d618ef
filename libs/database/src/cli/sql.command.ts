import type { Database } from '../database.js';
import { freshSql } from '../migrations/fresh-sql.js';
import { type MigrationClass, timeOf } from '../migrations/migration.js';
import type { CommandLine } from './command-line.js';
import type { Surroundings } from './surroundings.js';
import { UsageError } from './usage.error.js';

/** Prints the statements for a migration tool of the application. Changes nothing in the database. */
export async function sqlCommand(
  database: Database,
  migrations: readonly MigrationClass[],
  { after }: CommandLine,
  { print }: Pick<Surroundings, 'print'>,
): Promise<void> {
  const last = migrations.find(({ name }) => name === after);
  if (after !== undefined && !last) {
    throw new UsageError(`There is no migration ${after}. "portcullis sql" prints their names.`);
  }
  print(await freshSql(database, migrations, last ? timeOf(last) : 0));
}
