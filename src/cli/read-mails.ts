import { FileMailbox, type MailboxEntry } from '@portcullis/accounts';
import { readSettings } from '../config/settings.js';
import { mailboxFolder } from '../mail/development.mailbox.js';
import { hasMailbox } from '../mail/mail-settings.js';

/**
 * Reads the mails of the mailbox for development, the newest first.
 *
 * @throws Error if the service keeps no mails
 */
export async function readMails(): Promise<MailboxEntry[]> {
  const settings = readSettings(process.env);
  if (!hasMailbox(settings)) {
    throw new Error(
      'There is no mailbox: MAIL_URL is set, or NODE_ENV is production. Set the variables of the service.',
    );
  }
  return new FileMailbox({ folder: mailboxFolder(settings.dataDir) }).list();
}
