import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Accounts, type AuthenticatedUser } from '@portcullis/auth';
import { type PendingSignIn, SignInCheck } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { EmailNotVerifiedError } from './verification.errors.js';

/** Refuses sign-ins of users whose address is not verified, if `emailVerification` is `'required'`. */
@Injectable()
export class VerifiedEmailCheck extends SignInCheck implements OnModuleInit {
  override readonly errors;
  readonly #isRequired: boolean;

  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: MailOutbox,
    @Inject(ACCOUNTS_OPTIONS) { emailVerification }: CheckedAccountsOptions,
  ) {
    super();
    this.#isRequired = emailVerification === 'required';
    this.errors = this.#isRequired ? [EmailNotVerifiedError] : [];
  }

  /** @throws Error if addresses must be verified and no mail can be sent */
  onModuleInit(): void {
    if (this.#isRequired && !this.outbox.isAvailable) {
      throw new Error(
        "AccountsModule: emailVerification is 'required', and there is no mailer. Give AccountsModule.forRoot() a mailer.",
      );
    }
  }

  /** @throws EmailNotVerifiedError */
  async check({ user }: PendingSignIn): Promise<void> {
    if (this.#isRequired && !(await this.#isVerified(user))) {
      throw new EmailNotVerifiedError();
    }
  }

  /** The users of an application may not tell. */
  async #isVerified({ id, emailVerified }: AuthenticatedUser): Promise<boolean> {
    return emailVerified ?? (await this.accounts.find({ id }))?.emailVerified ?? false;
  }
}
