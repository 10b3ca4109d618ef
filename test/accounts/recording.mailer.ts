import { type Mail, Mailer } from '@portcullis/accounts';
import { eventually } from '../support/process.js';
import { type ReceivedMail, withSecrets } from './received-mail.js';

export type { ReceivedMail };

const ARRIVES_WITHIN_MS = 60_000;

/** Keeps the mails that it gets. */
export class RecordingMailer extends Mailer {
  readonly mails: Mail[] = [];
  /** Has the application look for mails that are due, before its next poll. */
  wake: () => void = () => undefined;

  async send(mail: Mail): Promise<void> {
    this.mails.push(mail);
  }

  to(address: string): Mail[] {
    return this.mails.filter(({ to }) => to === address);
  }

  /** Waits until so many mails have arrived at an address. */
  async allTo(address: string, count: number): Promise<Mail[]> {
    await this.#until(() => this.to(address).length >= count);
    return this.to(address);
  }

  /** Waits for a mail with a link to this path, newer than the given ones. */
  async withLink(address: string, path: string, known: ReadonlySet<Mail> = new Set()): Promise<ReceivedMail> {
    const mail = await this.eventually((one) => one.to === address && one.text.includes(path) && !known.has(one));
    return withSecrets(mail);
  }

  eventually(matches: (mail: Mail) => boolean): Promise<Mail> {
    return this.#until(() => this.mails.find(matches));
  }

  /** Waits for a condition that comes true when mails have been sent. */
  until(condition: () => Promise<boolean>): Promise<boolean> {
    return this.#until(condition);
  }

  #until<T>(condition: () => T | Promise<T>) {
    return eventually(() => {
      this.wake();
      return condition();
    }, ARRIVES_WITHIN_MS);
  }
}
