import { Injectable } from '@nestjs/common';
import { NO_REQUEST, type RequestOrigin } from '@portcullis/auth/spi';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailBudget } from './mail-budget.js';

/** Asks for mails at addresses that clients have typed. Does the same work whether or not a user has the address. */
@Injectable()
export class MailRequests {
  constructor(
    private readonly budget: MailBudget,
    private readonly outbox: MailOutbox,
  ) {}

  /**
   * Asks for one mail. If too many were asked for, nothing is written, and the caller is not told. Trusts `email` to satisfy `emailRule`.
   *
   * In a transaction of the application (`Database.within`) the mail is written in that transaction, and counted outside of it.
   *
   * @param origin without it nothing is counted
   * @throws MailUnavailableError if the application has no mailer
   * @throws ServiceUnavailableError
   */
  async request(purpose: string, email: string, origin: RequestOrigin = NO_REQUEST): Promise<void> {
    this.outbox.assertAvailable();
    if (origin === NO_REQUEST || (await this.budget.spend({ purpose, email, client: origin.address }))) {
      await this.outbox.request({ purpose, address: email, origin });
    }
  }
}
