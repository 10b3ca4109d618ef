import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import {
  AccountTakenError,
  HiddenRegistration,
  type NewAccount,
  NO_REQUEST,
  type RequestOrigin,
} from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { DUPLICATE_REGISTRATION } from './duplicate-registration.composer.js';
import { placeholderAddress } from './placeholder-address.js';

/**
 * Creates the accounts of users who register themselves. What a client can observe never depends on whether a user has the address: not the
 * result, not the statements, and not what becomes of the username. Only mails tell.
 */
@Injectable()
export class RegistrationByMail extends HiddenRegistration {
  /** Whether `emailVerification` is `'required'`. */
  readonly isRequired: boolean;

  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: MailOutbox,
    @Inject(ACCOUNTS_OPTIONS) { emailVerification }: CheckedAccountsOptions,
  ) {
    super();
    this.isRequired = emailVerification === 'required';
  }

  /**
   * Creates an account whose user can't sign in before they have verified the address, and asks for the mail that verifies it.
   *
   * If another user has the address, the account gets a placeholder in its place, which no user can verify, and the owner of the address
   * gets a mail. That mail is not limited. An owner who is deactivated gets none.
   *
   * In a transaction of the application (`Database.within`) the account is committed with that transaction.
   *
   * @param account `email` satisfies `emailRule`
   * @param origin of the request, for the text of the mail
   * @throws AccountTakenError if the username is taken or reserved
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  async create(account: NewAccount, origin: RequestOrigin = NO_REQUEST): Promise<void> {
    this.outbox.assertAvailable();
    const owner = await this.accounts.find({ email: account.email });
    try {
      await (owner ? this.#createBeside(account, origin) : this.#create(account, origin));
    } catch (error) {
      if (!(error instanceof AccountTakenError && error.member === 'email')) {
        throw error;
      }
      // Another registration was first.
      await this.#createBeside(account, origin);
    }
  }

  async #create(account: NewAccount, origin: RequestOrigin): Promise<void> {
    await this.accounts.change({ actor: { kind: 'anonymous' }, origin }, (writer) => writer.create(account));
  }

  /** The statements are those of {@link RegistrationByMail.#create}: there a consequence asks for the mail. */
  async #createBeside(account: NewAccount, origin: RequestOrigin): Promise<void> {
    await this.accounts.change({ actor: { kind: 'anonymous' }, origin }, async (writer, transaction) => {
      await writer.create({ ...account, email: placeholderAddress() });
      await this.outbox.request({ purpose: DUPLICATE_REGISTRATION, address: account.email, origin }, transaction);
    });
  }
}
