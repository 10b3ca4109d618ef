import type { KeyAdministration } from '@portcullis/keys';
import { Command } from 'commander';
import { EXIT_CODE } from './exit-code.js';
import { keyTable } from './key-table.js';

const EXIT_CODES = `
Exit codes:
  ${EXIT_CODE.done}  done, also if there was nothing left to do
  ${EXIT_CODE.failed}  the database, or something else, failed
  ${EXIT_CODE.wrongUsage}  wrong usage: an unknown command, or an argument too few or too many`;

/** The commands. Each prints all keys at the end, without their private halves. */
export function keysProgram(
  withKeys: (work: (keys: KeyAdministration) => Promise<void>) => Promise<void>,
  print: (text: string) => void,
): Command {
  const program = new Command('npm run keys --')
    .description('Lists and rotates the keys in the database that sign the access tokens.')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('Add --help for the list of commands.')
    .addHelpText('after', EXIT_CODES);

  program
    .command('list')
    .description('list all keys')
    .action(() => withKeys(async (keys) => print(keyTable(await keys.list()))));

  program
    .command('rotate')
    .description('publish the next key, unless one is already waiting')
    .action(() =>
      withKeys(async (keys) => {
        await keys.rotate();
        print(keyTable(await keys.list()));
      }),
    );

  return program;
}
