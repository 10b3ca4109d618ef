import { Mailer } from '@portcullis/accounts';

/** Stands in a command for the mailer of the running service: the command writes mails, and the service sends them. */
export class MailerOfTheService extends Mailer {
  /** @throws Error */
  async send(): Promise<never> {
    throw new Error('A command sends no mail.');
  }
}
