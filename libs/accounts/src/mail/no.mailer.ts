import { MailUnavailableError } from './mail-unavailable.error.js';
import { Mailer } from './mailer.js';

/** Stands for the mailer of an application that sends no mail. */
export class NoMailer extends Mailer {
  /** @throws MailUnavailableError */
  async send(): Promise<never> {
    throw new MailUnavailableError();
  }
}
