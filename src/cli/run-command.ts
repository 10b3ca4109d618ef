import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { type Command, CommanderError } from 'commander';
import { EXIT_CODE, type ExitCode } from './exit-code.js';

/** Runs the command of the arguments and sets the exit code of the process. An error is printed as one sentence. */
export async function runCommand(program: Command): Promise<void> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  // The reader may stop reading, as in `list | head`.
  process.stdout.on('error', () => undefined);
  // Not exit(), which would cut off pending output.
  process.exitCode = await outcomeOf(program);
}

async function outcomeOf(program: Command): Promise<ExitCode> {
  try {
    await program.parseAsync();
    return EXIT_CODE.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message. `--help` ends with 0.
      return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.wrongUsage;
    }
    const { failureOf } = await import('./failure.js');
    const { sentence, exitCode } = failureOf(error);
    process.stderr.write(`${sentence}\n`);
    return exitCode;
  }
}
