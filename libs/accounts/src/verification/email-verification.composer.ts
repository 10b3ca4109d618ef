import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import { canonicalEmail, type Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { AccountsEvents } from '../events/accounts-events.js';
import { type ComposedMail, MailComposer } from '../outbox/mail.composer.js';
import type { MailRequest } from '../outbox/mail-request.js';
import { MailTexts } from '../texts/mail-texts.js';

/** The purpose of the secrets and of the mails. */
export const EMAIL_VERIFICATION = 'email_verification';

const LINK_LIFETIME_SECONDS = 24 * 3_600;

/** ASVS 6.5.5. */
const CODE_LIFETIME_SECONDS = 600;

/** Sends the mail that verifies the address of an active user. Sends nothing to any other address, or to a verified one. */
@Injectable()
export class EmailVerificationComposer extends MailComposer {
  readonly purpose = EMAIL_VERIFICATION;

  constructor(
    private readonly accounts: Accounts,
    private readonly secrets: OneTimeSecrets,
    private readonly events: AccountsEvents,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {
    super();
  }

  /** Issues the secrets of the mail in the transaction. They replace those of an earlier mail. */
  async compose({ address, origin, requestedAt }: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    const account = await this.accounts.find({ email: address }, transaction);
    if (!account?.user.isActive || account.emailVerified) {
      return null;
    }
    const subject = String(account.user.id);
    const secret = {
      purpose: EMAIL_VERIFICATION,
      subject,
      boundTo: canonicalEmail(account.email),
      lifetimeSeconds: LINK_LIFETIME_SECONDS,
      code: { lifetimeSeconds: CODE_LIFETIME_SECONDS },
    };
    const { token, code } = await this.secrets.issue(secret, transaction);
    await this.events.publishWithin(
      { type: 'email_verification_requested', actor: { kind: 'anonymous' }, subject: { id: subject }, origin },
      transaction,
    );
    const content = this.texts.emailVerification({
      username: account.user.username,
      at: requestedAt,
      origin,
      link: `${this.options.appUrl}/verify-email#token=${token}`,
      linkLifetimeSeconds: LINK_LIFETIME_SECONDS,
      code: code!,
      codeLifetimeSeconds: CODE_LIFETIME_SECONDS,
    });
    return { to: account.email, content };
  }
}
