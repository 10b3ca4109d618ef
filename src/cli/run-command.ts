import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { type Command, CommanderError } from 'commander';
import { EXIT_CODE, type ExitCode } from './exit-code.js';

/** Does what the arguments say, and leaves its exit code to the process. What goes wrong is told in one sentence. */
export async function runCommand(program: Command): Promise<void> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  // Whoever reads may stop reading: `list | head`.
  process.stdout.on('error', () => undefined);
  // Not exit(), which would cut off what is still being written.
  process.exitCode = await outcomeOf(program);
}

async function outcomeOf(program: Command): Promise<ExitCode> {
  try {
    await program.parseAsync();
    return EXIT_CODE.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has told of itself; asked for help, it ends with 0.
      return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.wrongUsage;
    }
    const { failureOf } = await import('./failure.js');
    const { sentence, exitCode } = failureOf(error);
    process.stderr.write(`${sentence}\n`);
    return exitCode;
  }
}
