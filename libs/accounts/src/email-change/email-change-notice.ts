import { Inject, Injectable } from '@nestjs/common';
import { type Account, canonicalEmail, type Cause, type Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailTexts } from '../texts/mail-texts.js';

/** The purpose of the secrets. */
export const EMAIL_UNDO = 'email_undo';

/** The purpose of the mails. */
const NOTICE = 'email_change_notice';

const UNDO_LIFETIME_SECONDS = 7 * 86_400;

/** The address that an undo brings back, and whether it was verified. */
export interface EarlierEmail {
  readonly email: string;
  readonly verified: boolean;
}

/** Tells the owner of an address that a change of it was requested, with a link that undoes the change. */
@Injectable()
export class EmailChangeNotice {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {}

  /**
   * Writes the notice to the present address of an account. Earlier undo links stay valid: a thief who changes the address again must not take
   * the first owner's link away.
   *
   * @param cause `at` is in milliseconds since the epoch
   */
  async write(
    { user, email, emailVerified }: Account,
    newEmail: string,
    { origin, at }: Cause & { readonly at: number },
    transaction: Transaction,
  ): Promise<void> {
    const earlier: EarlierEmail = { email, verified: emailVerified };
    const secret = {
      purpose: EMAIL_UNDO,
      subject: String(user.id),
      boundTo: canonicalEmail(email),
      lifetimeSeconds: UNDO_LIFETIME_SECONDS,
      keepsEarlier: true,
      payload: earlier,
    };
    const { token } = await this.secrets.issue(secret, transaction);
    const content = this.texts.emailChangeNotice({
      username: user.username,
      at,
      origin,
      newEmail,
      link: `${this.options.appUrl}/undo-email#token=${token}`,
      linkLifetimeSeconds: UNDO_LIFETIME_SECONDS,
    });
    await this.outbox.put({ purpose: NOTICE, to: email, content }, transaction);
  }
}
