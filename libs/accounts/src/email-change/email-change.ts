import { Injectable } from '@nestjs/common';
import { Accounts, Clock } from '@portcullis/auth';
import { canonicalEmail, NO_REQUEST, type RequestOrigin } from '@portcullis/auth/spi';
import { InvalidSecretError, OneTimeSecrets } from '@portcullis/one-time-secrets';
import { AccountsEvents } from '../events/accounts-events.js';
import { MailBudget } from '../mail-requests/mail-budget.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { CurrentPassword, type OwnRequest } from '../password/current-password.js';
import { accountOfSecret } from '../presented-secret/account-of-secret.js';
import { takenErrorOf } from '../routes/taken.errors.js';
import type { EmailChangeOrder } from './email-change.composer.js';
import { PresentEmailError } from './email-change.errors.js';
import { EmailChangeNotice } from './email-change-notice.js';
import { EmailChangedNotice } from './email-changed-notice.consequence.js';
import { EMAIL_CHANGE, type EmailChangeSecret, type EmailStep, PendingEmailChange } from './pending-email-change.js';

export interface NewEmailOfUser {
  /** Satisfies `emailRule`. */
  readonly email: string;
  readonly currentPassword: string;
}

/** Lets users change their address. The new one counts when they have shown that they receive mail there. */
@Injectable()
export class EmailChange {
  constructor(
    private readonly accounts: Accounts,
    private readonly currentPassword: CurrentPassword,
    private readonly pending: PendingEmailChange,
    private readonly notice: EmailChangeNotice,
    private readonly changedNotice: EmailChangedNotice,
    private readonly budget: MailBudget,
    private readonly outbox: MailOutbox,
    private readonly secrets: OneTimeSecrets,
    private readonly events: AccountsEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for another address, for the user who makes the request and knows the password. In one transaction a mail with a link and a code
   * to the new address is asked for, which replaces an earlier change that is not confirmed, and a notice with a link that undoes the
   * change is written to the present address.
   *
   * Does the same work whether or not another user has the address: that is looked up later, outside of the request. Its owner is then told,
   * and no link is sent. If too many mails were asked for, the notice is the only mail, and an earlier change stays.
   *
   * In a transaction of the application (`Database.within`) everything is committed with that transaction. Attempts and mails are counted
   * outside of it.
   *
   * @throws PresentEmailError
   * @throws IncorrectPasswordError
   * @throws PasswordChangedError if another request has changed the password meanwhile
   * @throws TooManyAttemptsError
   * @throws UnknownAccountError if the user was deleted meanwhile
   * @throws InactiveUserError if the user was deactivated meanwhile
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError if the database or the hashing is unavailable
   */
  async request({ email, currentPassword }: NewEmailOfUser, request: OwnRequest): Promise<void> {
    this.outbox.assertAvailable();
    const { actor, origin } = request;
    const account = await this.currentPassword.accountOf(request);
    assertOther(email, account.email);
    const passwordHash = await this.currentPassword.verify(currentPassword, account, request);
    const isWithinBudget = await this.budget.spend({ purpose: EMAIL_CHANGE, email, client: origin.address });
    const cause = { actor, origin, at: this.clock.now() };
    await this.accounts.change(request, async (writer, transaction) => {
      const locked = await this.currentPassword.lockedAccountOf(request, passwordHash, writer);
      assertOther(email, locked.email);
      const ticket = isWithinBudget ? await this.pending.begin(locked, email, transaction) : null;
      const order: EmailChangeOrder = { userId: actor.id, ticket };
      await this.outbox.request({ purpose: EMAIL_CHANGE, address: email, origin, payload: order }, transaction);
      await this.notice.write(locked, email, cause, transaction);
      const subject = { id: actor.id };
      await this.events.publishWithin({ type: 'email_change_requested', actor, subject, origin }, transaction);
    });
  }

  /**
   * Changes the address by the secret of the mail to the new one, and marks it as verified. Sessions stay. In the same transaction the
   * secret is used up, the secrets of all mails to the earlier address become invalid except its undo link, and a notice is written to the
   * new address.
   *
   * Of any number of requests with one secret, one succeeds; of two users with one address, one. An error uses nothing up.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @throws InvalidSecretError, also if the address was changed meanwhile, for a deactivated user, and if another user is signed in
   * @throws EmailTakenError if another account has the address meanwhile
   * @throws TooManyAttemptsError if the network of the client has presented too many wrong codes
   * @throws ServiceUnavailableError
   */
  async redeem(secret: EmailChangeSecret, origin: RequestOrigin = NO_REQUEST): Promise<void> {
    const presented = await this.pending.verify(secret, origin);
    const { from, to } = presented.payload as EmailStep;
    const cause = { actor: secret.user ?? ({ kind: 'token_holder' } as const), origin };
    try {
      await this.accounts.change(cause, async (writer, transaction) => {
        const { user, email } = await accountOfSecret(presented, writer);
        if (email !== from) {
          throw new InvalidSecretError();
        }
        await this.secrets.consume(presented, transaction);
        this.changedNotice.omitFormerAddress(transaction);
        await writer.setEmail({ id: user.id }, to, { verified: true });
      });
    } catch (error) {
      throw takenErrorOf(error);
    }
  }
}

/** @throws PresentEmailError */
function assertOther(email: string, present: string): void {
  if (canonicalEmail(email) === canonicalEmail(present)) {
    throw new PresentEmailError();
  }
}
