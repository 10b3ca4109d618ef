import type { Database } from '../database.js';
import { migrate } from '../migrations/migrate.js';
import type { MigrationClass } from '../migrations/migration.js';
import type { CommandLine } from './command-line.js';
import type { Surroundings } from './surroundings.js';

/** Runs the pending migrations. Several processes may do so at the same time, and again after an interruption. */
export async function migrateCommand(
  database: Database,
  migrations: readonly MigrationClass[],
  _command: CommandLine,
  { print, complain }: Pick<Surroundings, 'print' | 'complain'>,
): Promise<void> {
  const ran = await migrate(database, migrations, {
    onWait: (holders) => complain(`Waiting for a lock that is held by ${holders}\n`),
  });
  ran.forEach((name) => print(`${name}\n`));
  print(
    ran.length === 0
      ? `Nothing to do: all ${migrations.length} migrations have run\n`
      : `${ran.length} migrations ran\n`,
  );
}
