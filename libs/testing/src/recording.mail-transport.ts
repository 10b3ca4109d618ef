import { ReceivedMail, type SentMail } from './received-mail.js';

/** Keeps the mails of one application in the place of its mailer, in the order in which they were sent. */
export class RecordingMailTransport {
  readonly #mails: ReceivedMail[] = [];

  get all(): readonly ReceivedMail[] {
    return [...this.#mails];
  }

  async send(mail: SentMail): Promise<void> {
    this.#mails.push(new ReceivedMail(mail));
  }

  clear(): void {
    this.#mails.length = 0;
  }
}
