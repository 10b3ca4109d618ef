import { commandOf, HELP } from './command-line.js';
import { migrateCommand } from './migrate.command.js';
import { sqlCommand } from './sql.command.js';
import type { Surroundings } from './surroundings.js';
import { UsageError } from './usage.error.js';
import { withDatabase } from './with-database.js';

const EXIT_CODE = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** Runs `portcullis migrate` or `portcullis sql`. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const command = commandOf(args, surroundings.env);
    if (command.name === 'help') {
      surroundings.print(HELP);
      return EXIT_CODE.done;
    }
    const migrations = surroundings.migrations();
    const run = command.name === 'migrate' ? migrateCommand : sqlCommand;
    await withDatabase(command, (database) => run(database, migrations, command, surroundings));
    return EXIT_CODE.done;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    surroundings.complain(`${message || String(error)}\n`);
    return error instanceof UsageError ? EXIT_CODE.wrongUsage : EXIT_CODE.failed;
  }
}
