import { canonicalEmail, MAIL_TRANSPORT, WaitingMails } from '@portcullis/auth/spi';
import { demandArgument } from './argument-check.js';
import type { ReceivedMail } from './received-mail.js';
import { RecordingMailTransport } from './recording.mail-transport.js';
import { type Container, oneIfAny } from './the-only.js';

const EXAMPLE = "await auth.mail.latest('alice@example.com')";

/**
 * The mails of one application that imports `AccountsModule`, in memory: it needs no mail server, and its own mailer gets none. Each
 * method first has every mail sent that the application has written, so a test waits for nothing.
 */
export class TestMail {
  constructor(private readonly container: Container) {}

  /**
   * The mail that an address has received last. Spellings of one address are equal.
   *
   * @throws Error if it has received none, with the mails that were sent
   */
  async latest(address: string): Promise<ReceivedMail> {
    demandArgument(typeof address === 'string', 'latest() takes an address', address, EXAMPLE);
    const mails = await this.all();
    const latest = mailsTo(address, mails).at(-1);
    if (!latest) {
      throw new Error(`There is no mail to ${address}. ${listed(mails)}`);
    }
    return latest;
  }

  /** The mails to an address, or all of them, in the order in which they were written. */
  async all(address?: string): Promise<readonly ReceivedMail[]> {
    const isAddress = address === undefined || typeof address === 'string';
    demandArgument(isAddress, 'all() takes an address, or nothing', address, EXAMPLE.replace('latest', 'all'));
    const { all } = await this.#sent();
    return address === undefined ? all : mailsTo(address, all);
  }

  /** Forgets what was sent up to now, and what waits to be sent. */
  async clear(): Promise<void> {
    (await this.#sent()).clear();
  }

  async #sent(): Promise<RecordingMailTransport> {
    const waiting = oneIfAny(this.container, WaitingMails);
    if (!waiting) {
      throw new Error('This application sends no mail: import AccountsModule of @portcullis/accounts.');
    }
    const transport = oneIfAny(this.container, MAIL_TRANSPORT);
    if (!(transport instanceof RecordingMailTransport)) {
      throw new TypeError('The test has replaced the mailer of the kit: ask the replacement for its mails.');
    }
    await waiting.sendAll();
    return transport;
  }
}

function mailsTo(address: string, mails: readonly ReceivedMail[]): readonly ReceivedMail[] {
  return mails.filter(({ to }) => canonicalEmail(to) === canonicalEmail(address));
}

function listed(mails: readonly ReceivedMail[]): string {
  return mails.length === 0
    ? 'No mail was sent. A mail that could not be composed is a warning in the log.'
    : `Sent were: ${mails.map(({ subject, to }) => `'${subject}' to ${to}`).join(', ')}.`;
}
