import type { RegisteredUser, UserDirectory } from '@portcullis/users';
import { Argument, Command, Option } from 'commander';
import { ROLES } from '../authorization/roles.js';
import { EXIT_CODE } from './exit-code.js';
import type { People } from './people.js';
import { userTable } from './user-table.js';

const PAGE = 1_000;

const EXIT_CODES = `
Exit codes:
  ${EXIT_CODE.done}  done, also where there was nothing left to do
  ${EXIT_CODE.failed}  the database, or something else, failed
  ${EXIT_CODE.wrongUsage}  wrong usage: an unknown command or role, or an argument too few or too many
  ${EXIT_CODE.noSuchUser}  no such user`;

/** The commands. Each does its work with the people that are opened for it, and prints whom it was about. */
export function usersProgram(
  withPeople: (work: (people: People) => Promise<void>) => Promise<void>,
  print: (text: string) => void,
): Command {
  const program = new Command('npm run users --')
    .description('The people of the service, for whoever runs it. A change holds from the next request on.')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('Add --help to learn what there is.')
    .addHelpText('after', EXIT_CODES);

  const command = (name: string, description: string) => program.command(name).description(description);
  const role = () => new Argument('<role>', 'what they may').choices(ROLES);
  const change = (work: (people: People) => Promise<RegisteredUser>) =>
    withPeople(async (people) => print(userTable([await work(people)])));

  command('grant', 'give somebody a role')
    .argument('<username>', 'in any spelling')
    .addArgument(role())
    .action((username: string, granted: (typeof ROLES)[number]) =>
      change(({ administration }) => administration.grant(username, granted)),
    );

  command('revoke', 'take a role from somebody')
    .argument('<username>', 'in any spelling')
    .addArgument(role())
    .action((username: string, revoked: (typeof ROLES)[number]) =>
      change(({ administration }) => administration.revoke(username, revoked)),
    );

  command('activate', 'let somebody in again')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ administration }) => administration.activate(username)));

  command('deactivate', 'shut somebody out; they keep their account')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ administration }) => administration.deactivate(username)));

  command('unlock', 'forget the wrong passwords at somebody’s account, so that any device may try again')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ unlock }) => unlock(username)));

  command('list', 'who is there')
    .option('--name <prefix>', 'those whose username begins like this, in any letter case')
    .addOption(new Option('--active', 'only those who may sign in').conflicts('inactive'))
    .addOption(new Option('--inactive', 'only those who may not'))
    .action((filter: ListFilter) =>
      withPeople(async ({ directory }) => print(userTable(await everybody(directory, filter)))),
    );

  return program;
}

interface ListFilter {
  readonly name?: string;
  readonly active?: true;
  readonly inactive?: true;
}

async function everybody(directory: UserDirectory, filter: ListFilter): Promise<RegisteredUser[]> {
  const isActive = filter.active ?? (filter.inactive && false);
  const users: RegisteredUser[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = await directory.list({
      after,
      limit: PAGE,
      ...(filter.name !== undefined && { name: filter.name }),
      ...(isActive !== undefined && { isActive }),
    });
    users.push(...page.users);
    after = page.next;
  }
  return users;
}
