import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import {
  type Account,
  type AccountKey,
  type AccountWriter,
  type Cause,
  type Transaction,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { CurrentPassword, type OwnRequest } from '../password/current-password.js';
import { DeletionTable, type ScheduledDeletion } from './deletion.table.js';

/**
 * Lets users delete their account. It is deleted after a grace (the option `deletionGraceSeconds`), by `AccountPurge`. A sign-in within the
 * grace cancels the deletion; a password reset, for example, does not.
 *
 * In a transaction of the application (`Database.within`) every change is committed with that transaction.
 */
@Injectable()
export class AccountDeletion {
  constructor(
    private readonly accounts: Accounts,
    private readonly currentPassword: CurrentPassword,
    private readonly table: DeletionTable,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: Pick<CheckedAccountsOptions, 'deletionGraceSeconds'>,
  ) {}

  /**
   * Schedules the deletion of the user who makes the request and knows the current password. In the same transaction all sessions of the user
   * end, also that of the request, pending resets become invalid, and a notice is written to the user.
   *
   * A wrong password is counted like one at a sign-in. A deletion that is scheduled already keeps its date.
   *
   * @throws IncorrectPasswordError
   * @throws PasswordChangedError if another request has changed the password meanwhile
   * @throws TooManyAttemptsError
   * @throws InactiveUserError if the user was deactivated meanwhile
   * @throws UnknownAccountError if the user was deleted meanwhile
   * @throws AuthError of an `AccountConsequence` that refuses the deletion
   * @throws ServiceUnavailableError if the database or the hashing is unavailable
   */
  async request(currentPassword: string, request: OwnRequest): Promise<ScheduledDeletion> {
    const account = await this.currentPassword.accountOf(request);
    const passwordHash = await this.currentPassword.verify(currentPassword, account, request);
    return this.accounts.change(request, async (writer, transaction) => {
      const locked = await this.currentPassword.lockedAccountOf(request, passwordHash, writer);
      return this.#schedule(locked, writer, transaction);
    });
  }

  /**
   * Schedules the deletion of an account as `request` does, without a password: for a user who has none. The caller has made sure that the
   * user wants it.
   *
   * @throws UnknownAccountError
   * @throws AuthError of an `AccountConsequence` that refuses the deletion
   * @throws ServiceUnavailableError
   */
  schedule(key: AccountKey, cause: Cause): Promise<ScheduledDeletion> {
    return this.accounts.change(cause, async (writer, transaction) =>
      this.#schedule(await foundBy(writer, key), writer, transaction),
    );
  }

  /**
   * Cancels the deletion of an account. Sessions that have ended stay so. Works as long as the account exists.
   *
   * @returns whether a deletion was scheduled
   * @throws UnknownAccountError
   * @throws ServiceUnavailableError
   */
  cancel(key: AccountKey, cause: Cause): Promise<boolean> {
    return this.accounts.change(cause, async (writer, transaction) => {
      const { user } = await foundBy(writer, key);
      const { query } = databaseTransactionOf(transaction);
      const isScheduled = (await this.table.find(String(user.id), query)) !== null;
      if (isScheduled) {
        await this.table.remove(String(user.id), query);
        await writer.cancelDeletion({ id: user.id });
      }
      return isScheduled;
    });
  }

  /**
   * Reads the scheduled deletion of an account; `null` if there is none.
   *
   * @throws ServiceUnavailableError
   */
  find(userId: string | number): Promise<ScheduledDeletion | null> {
    return this.table.find(String(userId));
  }

  async #schedule({ user }: Account, writer: AccountWriter, transaction: Transaction): Promise<ScheduledDeletion> {
    const { query } = databaseTransactionOf(transaction);
    const userId = String(user.id);
    const scheduled = await this.table.schedule(userId, this.options.deletionGraceSeconds, query);
    if (!scheduled) {
      return (await this.table.find(userId, query))!;
    }
    await writer.scheduleDeletion({ id: user.id }, scheduled.deleteAfter);
    return scheduled;
  }
}

async function foundBy(writer: AccountWriter, key: AccountKey): Promise<Account> {
  const account = await writer.find(key);
  if (!account) {
    throw new UnknownAccountError();
  }
  return account;
}
