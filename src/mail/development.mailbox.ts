import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { FileMailbox, type Mail } from '@portcullis/accounts';
import { loadEmbeddedPostgres } from '../config/load-embedded-postgres.js';

/** The folder of the mailbox, below `DATA_DIR`. */
export function mailboxFolder(dataDir: string): string {
  return join(resolve(dataDir), 'mailbox');
}

/** Keeps mails in the data folder of a development machine, and writes one line to the log for each. */
export class DevelopmentMailbox extends FileMailbox {
  readonly #logger = new Logger('Mailbox');

  /** @param page returns the URL of the page that shows the mails */
  constructor(
    private readonly dataDir: string,
    private readonly page: () => string,
  ) {
    super({ folder: mailboxFolder(dataDir) });
  }

  /** @throws Error that says what to do if the data folder belongs to another user, or is shared */
  override async send(mail: Mail): Promise<void> {
    const place = this.page();
    const { openDataFolder } = await loadEmbeddedPostgres('The mailbox', 'MAIL_URL');
    await openDataFolder(this.dataDir);
    await super.send(mail);
    this.#logger.log(`Mail to ${mail.to}: ${mail.subject} (${place}, or npm run mailbox)`);
  }
}
