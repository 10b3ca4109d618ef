import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { Logger } from '@nestjs/common';
import { UnknownUserError } from '@portcullis/users';
import { CommanderError } from 'commander';
import { EXIT_CODE, type ExitCode } from './exit-code.js';
import { withPeople } from './people.js';
import { sentenceOf } from './sentence-of.js';
import { usersProgram } from './users.program.js';

async function main(): Promise<ExitCode> {
  if (existsSync('.env')) {
    loadEnvFile();
  }
  // What goes wrong is told once, at the end.
  Logger.overrideLogger(false);
  try {
    await usersProgram(withPeople, (text) => process.stdout.write(text)).parseAsync();
    return EXIT_CODE.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has told of itself; asked for help, it ends with 0.
      return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.wrongUsage;
    }
    process.stderr.write(`${sentenceOf(error)}\n`);
    return error instanceof UnknownUserError ? EXIT_CODE.noSuchUser : EXIT_CODE.failed;
  }
}

// Whoever reads may stop reading: `list | head`.
process.stdout.on('error', () => undefined);
// Not exit(), which would cut off what is still being written.
process.exitCode = await main();
