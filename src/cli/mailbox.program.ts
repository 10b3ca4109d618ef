import type { MailboxEntry } from '@portcullis/accounts';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { EXIT_CODE } from './exit-code.js';

const EXIT_CODES = `
Exit codes:
  ${EXIT_CODE.done}  done
  ${EXIT_CODE.failed}  there is no such mail, or something else failed
  ${EXIT_CODE.wrongUsage}  wrong usage: an unknown option, or an argument that is no number`;

/** The command. Prints one mail as text, or a line for each mail. */
export function mailboxProgram(readMails: () => Promise<MailboxEntry[]>, print: (text: string) => void): Command {
  return new Command('npm run mailbox --')
    .description('Prints mails of the mailbox for development: the newest, or another one by its number.')
    .addArgument(new Argument('[number]', 'which mail, 1 for the newest').argParser(wholeNumber).default(1))
    .option('--list', 'print a line for each mail, with its number')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError('Add --help for the usage.')
    .addHelpText('after', EXIT_CODES)
    .action(async (number: number, { list }: { readonly list?: true }) => {
      const mails = await readMails();
      const mail = mails[number - 1];
      if (list) {
        print(mails.map((entry, index) => `${lineOf(entry, index + 1)}\n`).join(''));
      } else if (mail) {
        print(`To: ${mail.to}\nDate: ${timeOf(mail)}\nSubject: ${mail.subject}\n\n${mail.text.trimEnd()}\n`);
      } else {
        const found = mails.length === 1 ? '1 mail' : `${mails.length} mails`;
        throw new Error(`The mailbox has no mail ${number}: it has ${found}.`);
      }
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return Number(text);
}

function lineOf(mail: MailboxEntry, number: number): string {
  return [String(number).padStart(3), timeOf(mail), mail.to, mail.subject].join('  ');
}

function timeOf({ receivedAt }: MailboxEntry): string {
  return `${new Date(receivedAt).toISOString().slice(0, 19)}Z`;
}
