import { Inject, Injectable } from '@nestjs/common';
import { type Account, canonicalEmail, type Cause, NO_REQUEST, type Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { AccountsEvents } from '../events/accounts-events.js';
import type { ComposedMail } from '../outbox/mail.composer.js';
import { MailTexts } from '../texts/mail-texts.js';

/** The purpose of the secrets and of the mails. */
export const PASSWORD_RESET = 'password_reset';

const LINK_LIFETIME_SECONDS = 3_600;

/** ASVS 6.5.5. */
const CODE_LIFETIME_SECONDS = 600;

/** Who asks for a reset, from where and when, in milliseconds since the epoch. */
export type ResetCause = Cause & { readonly at: number };

/** Composes the mail by which a user sets a new password. */
@Injectable()
export class PasswordResetMail {
  constructor(
    private readonly secrets: OneTimeSecrets,
    private readonly events: AccountsEvents,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {}

  /** Issues the secrets of the mail in the transaction. They replace those of an earlier mail. */
  async compose(account: Account, cause: ResetCause, transaction: Transaction): Promise<ComposedMail> {
    const { user, email } = account;
    const subject = String(user.id);
    const secret = {
      purpose: PASSWORD_RESET,
      subject,
      boundTo: canonicalEmail(email),
      lifetimeSeconds: LINK_LIFETIME_SECONDS,
      code: { lifetimeSeconds: CODE_LIFETIME_SECONDS },
    };
    const { token, code } = await this.secrets.issue(secret, transaction);
    const { actor, origin, at } = cause;
    await this.events.publishWithin(
      { type: 'password_reset_requested', actor, subject: { id: subject }, origin },
      transaction,
    );
    const content = this.texts.passwordReset({
      username: user.username,
      at,
      // The user must not learn from where an administrator works.
      origin: actor.kind === 'user' ? NO_REQUEST : origin,
      link: `${this.options.appUrl}/reset-password#token=${token}`,
      linkLifetimeSeconds: LINK_LIFETIME_SECONDS,
      code: code!,
      codeLifetimeSeconds: CODE_LIFETIME_SECONDS,
    });
    return { to: email, content };
  }
}
