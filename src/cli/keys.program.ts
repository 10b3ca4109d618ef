import type { KeyAdministration } from '@portcullis/sessions';
import { Command } from 'commander';
import { EXIT_CODE } from './exit-code.js';
import { keyTable } from './key-table.js';

const EXIT_CODES = `
Exit codes:
  ${EXIT_CODE.done}  done, also where there was nothing left to do
  ${EXIT_CODE.failed}  the database, or something else, failed
  ${EXIT_CODE.wrongUsage}  wrong usage: an unknown command, or an argument too few or too many`;

/** The commands. Each prints the keys that there are when it is done, and nothing of their private halves. */
export function keysProgram(
  withKeys: (work: (keys: KeyAdministration) => Promise<void>) => Promise<void>,
  print: (text: string) => void,
): Command {
  const program = new Command('npm run keys --')
    .description('The keys in the database that sign the access tokens, for whoever runs the service.')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('Add --help to learn what there is.')
    .addHelpText('after', EXIT_CODES);

  program
    .command('list')
    .description('which keys there are')
    .action(() => withKeys(async (keys) => print(keyTable(await keys.list()))));

  program
    .command('rotate')
    .description('publish the next key; where one is published and yet to sign, that one stays the next')
    .action(() =>
      withKeys(async (keys) => {
        await keys.rotate();
        print(keyTable(await keys.list()));
      }),
    );

  return program;
}
