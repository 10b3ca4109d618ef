import type { RegisteredUser, UserDirectory } from '@portcullis/users';
import { Argument, Command, Option } from 'commander';
import { ROLES } from '../authorization/roles.js';
import { EXIT_CODE } from './exit-code.js';
import { userTable } from './user-table.js';
import type { UserTools } from './user-tools.js';

const PAGE = 1_000;

const EXIT_CODES = `
Exit codes:
  ${EXIT_CODE.done}  done, also if there was nothing left to do
  ${EXIT_CODE.failed}  the database, or something else, failed
  ${EXIT_CODE.wrongUsage}  wrong usage: an unknown command or role, or an argument too few or too many,
     or standard input without a password, or no e-mail address
  ${EXIT_CODE.noSuchUser}  no such user
  ${EXIT_CODE.passwordRefused}  the password is refused, for the reason that is printed`;

/** The commands. Each prints the affected users, or what was mailed. */
export function usersProgram(
  withUserTools: (work: (tools: UserTools) => Promise<void>) => Promise<void>,
  print: (text: string) => void,
  readPassword: () => Promise<string>,
): Command {
  const program = new Command('npm run users --')
    .description('The users of the service, for its operators. A change holds from the next request on.')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('Add --help to learn what there is.')
    .addHelpText('after', EXIT_CODES);

  const command = (name: string, description: string) => program.command(name).description(description);
  const role = () => new Argument('<role>', 'the role').choices(ROLES);
  const change = (work: (tools: UserTools) => Promise<RegisteredUser>) =>
    withUserTools(async (tools) => print(userTable([await work(tools)])));

  command('grant', 'give a user a role')
    .argument('<username>', 'in any spelling')
    .addArgument(role())
    .action((username: string, granted: (typeof ROLES)[number]) =>
      change(({ administration, cause }) => administration.grant(username, granted, cause)),
    );

  command('revoke', 'take a role from a user')
    .argument('<username>', 'in any spelling')
    .addArgument(role())
    .action((username: string, revoked: (typeof ROLES)[number]) =>
      change(({ administration, cause }) => administration.revoke(username, revoked, cause)),
    );

  command('activate', 'let a deactivated user sign in again')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ administration, cause }) => administration.activate(username, cause)));

  command('deactivate', 'deactivate a user and end all sessions; the account stays')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ administration, cause }) => administration.deactivate(username, cause)));

  command('verify', 'mark the e-mail address of a user as verified, without a proof')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ administration, cause }) => administration.verifyEmail(username, cause)));

  command('password', 'mail a user a link to set a new password, or set one and end all sessions of the user')
    .argument('<username>', 'in any spelling')
    .option('--stdin', 'set the password that standard input has: one line, from a pipe or a file')
    .action(async (username: string, { stdin }: { readonly stdin?: true }) => {
      const password = stdin && (await readPassword());
      if (password !== undefined) {
        await change(({ passwords, cause }) => passwords.set(username, password, cause));
        return;
      }
      await withUserTools(async ({ passwords, cause }) => {
        const { email } = await passwords.startReset(username, cause);
        print(`Mailed ${email} a link to set a new password.\n`);
      });
    });

  command('invite', 'mail a link by which an invited user makes an account; a pending invitation is replaced')
    .argument('<email>', 'the address, which the account will have')
    .addOption(new Option('--role <role...>', 'a role that the account will have').choices(ROLES).default([], 'none'))
    .action((email: string, { role: roles }: { readonly role: readonly string[] }) =>
      withUserTools(async ({ invitation, cause }) => {
        const { email: invited, roles: granted, expiresAt } = await invitation.invite(email, roles, cause);
        const until = new Date(expiresAt).toISOString().slice(0, 19);
        print(
          `Invited ${invited} until ${until}Z, ${granted.length > 0 ? `as ${granted.join(', ')}` : 'without a role'}.\n`,
        );
      }),
    );

  command('unlock', 'forget the wrong passwords for an account, so that every device may try again')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ limits }) => limits.unlock(username)));

  command('forget-devices', 'make all known devices of an account unknown, until the user signs in on them again')
    .argument('<username>', 'in any spelling')
    .action((username: string) => change(({ limits }) => limits.forgetDevices(username)));

  command('list', 'list the users')
    .option('--name <prefix>', 'those whose username begins like this, in any letter case')
    .addOption(new Option('--active', 'only those who may sign in').conflicts('inactive'))
    .addOption(new Option('--inactive', 'only those who may not'))
    .action((filter: ListFilter) =>
      withUserTools(async ({ directory }) => print(userTable(await allOf(directory, filter)))),
    );

  return program;
}

interface ListFilter {
  readonly name?: string;
  readonly active?: true;
  readonly inactive?: true;
}

async function allOf(directory: UserDirectory, filter: ListFilter): Promise<RegisteredUser[]> {
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
