import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import { canonicalEmail, NO_REQUEST, type RequestOrigin } from '@portcullis/auth/spi';
import { InvalidSecretError, OneTimeSecrets } from '@portcullis/one-time-secrets';
import { MailRequests } from '../mail-requests/mail-requests.js';
import { accountOfSecret } from '../presented-secret/account-of-secret.js';
import { MailSecrets } from '../presented-secret/mail-secrets.js';
import type { MailSecret } from '../presented-secret/presented-secret.body.js';
import { EMAIL_VERIFICATION } from './email-verification.composer.js';

/** Lets users prove that they receive mail at their address. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly accounts: Accounts,
    private readonly requests: MailRequests,
    private readonly mailSecrets: MailSecrets,
    private readonly secrets: OneTimeSecrets,
  ) {}

  /**
   * Asks for a mail with a link and a code. Does the same work whether or not a user has the address. Nothing is sent to an unknown or a
   * verified address, to a deactivated user, or to an address at which too many mails were asked for.
   *
   * @param email satisfies `emailRule`
   * @param origin without it nothing is counted
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  request(email: string, origin?: RequestOrigin): Promise<void> {
    return this.requests.request(EMAIL_VERIFICATION, email, origin);
  }

  /**
   * Verifies the address that received the secret, if the user still has it, and uses the secret up in the same transaction.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @throws InvalidSecretError, also for a deactivated user
   * @throws TooManyAttemptsError if the network of the client has presented too many wrong codes
   * @throws ServiceUnavailableError
   */
  async redeem(secret: MailSecret, origin: RequestOrigin = NO_REQUEST): Promise<void> {
    const presented = await this.mailSecrets.verify(EMAIL_VERIFICATION, secret, origin);
    await this.accounts.change({ actor: { kind: 'token_holder' }, origin }, async (writer, transaction) => {
      const { user, email } = await accountOfSecret(presented, writer);
      if (canonicalEmail(email) !== presented.boundTo) {
        throw new InvalidSecretError();
      }
      await this.secrets.consume(presented, transaction);
      await writer.verifyEmail({ id: user.id });
    });
  }
}
