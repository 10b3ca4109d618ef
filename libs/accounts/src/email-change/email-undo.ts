import { Injectable } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import { type AccountWriter, type Cause, NO_REQUEST, type RequestOrigin, type Transaction } from '@portcullis/auth/spi';
import { InvalidSecretError, type OneTimeSecret, OneTimeSecrets } from '@portcullis/one-time-secrets';
import { AccountsEvents } from '../events/accounts-events.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { PASSWORD_RESET, PasswordResetMail } from '../password/password-reset.mail.js';
import { accountOfSecret } from '../presented-secret/account-of-secret.js';
import { MailSecrets } from '../presented-secret/mail-secrets.js';
import { takenErrorOf } from '../routes/taken.errors.js';
import { type EarlierEmail, EMAIL_UNDO } from './email-change-notice.js';

/** Lets the owner of an address undo its change without a password. */
@Injectable()
export class EmailUndo {
  constructor(
    private readonly accounts: Accounts,
    private readonly mailSecrets: MailSecrets,
    private readonly secrets: OneTimeSecrets,
    private readonly resetMail: PasswordResetMail,
    private readonly outbox: MailOutbox,
    private readonly events: AccountsEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Brings an earlier address back, by the token of the notice to it. A change that is not confirmed is cancelled. In the same transaction
   * all sessions of the user end, the secrets of all mails become invalid, the undo links of later changes included, and a mail with a link
   * to set a new password is written to the address.
   *
   * Of any number of requests with one token, one succeeds. An error uses nothing up.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @throws InvalidSecretError, also for a deactivated user
   * @throws EmailTakenError if another account has the address meanwhile
   * @throws ServiceUnavailableError
   */
  async redeem({ token }: { readonly token: string }, origin: RequestOrigin = NO_REQUEST): Promise<void> {
    const presented = await this.mailSecrets.verifyToken({ purpose: EMAIL_UNDO, token });
    const cause: Cause = { actor: { kind: 'token_holder' }, origin };
    try {
      await this.accounts.change(cause, (writer, transaction) => this.#undo(presented, cause, writer, transaction));
    } catch (error) {
      throw takenErrorOf(error);
    }
  }

  async #undo(presented: OneTimeSecret, cause: Cause, writer: AccountWriter, transaction: Transaction): Promise<void> {
    const { user } = await accountOfSecret(presented, writer);
    const [key, subject] = [{ id: user.id }, String(user.id)];
    const chain = { purpose: EMAIL_UNDO, subject, boundTo: presented.boundTo! };
    const used = await this.secrets.revokeSince(chain, transaction);
    if (!used.includes(presented.id)) {
      throw new InvalidSecretError();
    }
    const { email, verified } = presented.payload as EarlierEmail;
    await writer.setEmail(key, email, { verified });
    await writer.revokeAccess(key);
    await this.events.publishWithin({ type: 'email_change_undone', subject: { id: subject }, ...cause }, transaction);
    // Issued last: the consequences of the steps before have revoked earlier ones.
    const account = await accountOfSecret(presented, writer);
    const mail = await this.resetMail.compose(account, { ...cause, at: this.clock.now() }, transaction);
    await this.outbox.put({ purpose: PASSWORD_RESET, ...mail }, transaction);
  }
}
