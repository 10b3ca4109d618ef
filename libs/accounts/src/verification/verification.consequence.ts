import { Inject, Injectable } from '@nestjs/common';
import { type AccountChange, AccountConsequence, type Transaction } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { isPlaceholder } from '../registration/placeholder-address.js';
import { EMAIL_VERIFICATION } from './email-verification.composer.js';

/** Asks for the mail that verifies the address of a new user, in the transaction that creates the account. */
@Injectable()
export class VerificationOfNewUsers extends AccountConsequence {
  readonly #isWanted: boolean;

  constructor(
    private readonly outbox: MailOutbox,
    @Inject(ACCOUNTS_OPTIONS) { emailVerification }: CheckedAccountsOptions,
  ) {
    super();
    this.#isWanted = emailVerification !== 'off';
  }

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    const { kind, user, origin } = change;
    if (kind !== 'created' || user.emailVerified === true || !this.#isWanted || !this.outbox.isAvailable) {
      return;
    }
    if (isPlaceholder(change.email)) {
      return;
    }
    await this.outbox.request({ purpose: EMAIL_VERIFICATION, address: change.email, origin }, transaction);
  }
}
