import { Injectable, Logger } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import {
  type AccountKey,
  accountOf,
  type Cause,
  canonicalEmail,
  NO_REQUEST,
  type RequestOrigin,
  SignInLimiter,
  type SignInOrigin,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { MailRequests } from '../mail-requests/mail-requests.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { accountOfSecret } from '../presented-secret/account-of-secret.js';
import { MailSecrets } from '../presented-secret/mail-secrets.js';
import type { MailSecret } from '../presented-secret/presented-secret.body.js';
import { DeactivatedAccountError } from './deactivated-account.error.js';
import { NewPasswords } from './new-passwords.js';
import { PASSWORD_RESET, PasswordResetMail } from './password-reset.mail.js';

/** Lets users set a new password without the old one, by a mail to their address. Checks no permission. */
@Injectable()
export class PasswordReset {
  readonly #logger = new Logger(PasswordReset.name);

  constructor(
    private readonly accounts: Accounts,
    private readonly requests: MailRequests,
    private readonly outbox: MailOutbox,
    private readonly mail: PasswordResetMail,
    private readonly mailSecrets: MailSecrets,
    private readonly secrets: OneTimeSecrets,
    private readonly newPasswords: NewPasswords,
    private readonly limiter: SignInLimiter,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a mail with a link and a code. Does the same work whether or not a user has the address: who has it is looked up later,
   * outside of the request. An unknown address and a deactivated user get no mail, and neither does an address at which too many were
   * asked for.
   *
   * @param email satisfies `emailRule`
   * @param origin without it nothing is counted
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  request(email: string, origin?: RequestOrigin): Promise<void> {
    return this.requests.request(PASSWORD_RESET, email, origin);
  }

  /**
   * Starts a reset for a user, as an administrator does. Writes the mail in one transaction with its secrets, and counts nothing.
   *
   * @throws UnknownAccountError
   * @throws DeactivatedAccountError
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  async start(key: AccountKey, cause: Cause): Promise<void> {
    this.outbox.assertAvailable();
    await this.accounts.change(cause, async (writer, transaction) => {
      const account = await writer.find(key);
      if (!account) {
        throw new UnknownAccountError();
      }
      if (!account.user.isActive) {
        throw new DeactivatedAccountError();
      }
      const mail = await this.mail.compose(account, { ...cause, at: this.clock.now() }, transaction);
      await this.outbox.put({ purpose: PASSWORD_RESET, ...mail }, transaction);
    });
  }

  /**
   * Sets a new password by the secret of a mail. Does not sign the user in. In one transaction the secret is used up, all sessions of the user
   * end, their other resets become invalid, the address that received the mail is verified, and a notice is written to the user.
   *
   * A refused password and a full hashing queue use nothing up. Of any number of requests with one secret, one succeeds.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @param origin of the request: if the client disconnects, the hash is not computed
   * @throws InvalidSecretError, also for a deactivated user
   * @throws NewPasswordRefusedError
   * @throws TooManyAttemptsError if the network of the client has presented too many wrong codes
   * @throws ServiceUnavailableError
   */
  async redeem(secret: MailSecret, newPassword: string, origin: SignInOrigin = NO_REQUEST): Promise<void> {
    const presented = await this.mailSecrets.verify(PASSWORD_RESET, secret, origin);
    const account = await accountOfSecret(presented, this.accounts);
    await this.newPasswords.assertAccepted(newPassword, account);
    const to = await this.newPasswords.hash(newPassword, account, origin);
    await this.accounts.change({ actor: { kind: 'token_holder' }, origin }, async (writer, transaction) => {
      const { user, passwordHash: from, email } = await accountOfSecret(presented, writer);
      await this.secrets.consume(presented, transaction);
      const key = { id: user.id };
      await writer.setPasswordHash(key, { from, to });
      if (canonicalEmail(email) === presented.boundTo) {
        await writer.verifyEmail(key);
      }
      transaction.afterCommit(() => this.#forgetGuesses(accountOf(user)));
    });
  }

  /** Guesses at the old password say nothing about the new one. A device that is known by the old password may be another person's. */
  #forgetGuesses(account: string): void {
    const forgotten = Promise.all([this.limiter.unlock(account), this.limiter.revokeDevices(account)]);
    forgotten.catch((error: unknown) => this.#logger.warn(`Attempts at an account stay counted: ${String(error)}`));
  }
}
