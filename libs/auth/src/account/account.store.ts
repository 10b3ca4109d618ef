import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { Account, AccountKey, AccountUpdate, NewAccount, UsernameReservation } from './account.js';
import type { Transaction } from '../transaction.js';

/**
 * Writes accounts, for `Accounts` only: a write that bypasses `Accounts` has no consequences, so inject `Accounts` instead. An optional
 * port: `@portcullis/users` implements it; an application with its own table extends this class.
 *
 * Every method throws `ServiceUnavailableError` if the storage can't be reached.
 */
export abstract class AccountStore<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /**
   * Does the work in one transaction, which commits all of it or nothing. An error of the work rolls the transaction back and is thrown.
   *
   * @param work may be repeated after a conflict with another transaction
   */
  abstract transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /**
   * Reads one account; `null` if there is none.
   *
   * @param transaction locks the account until the transaction ends (`SELECT … FOR UPDATE`). @default no lock
   */
  abstract find(key: AccountKey, transaction?: Transaction): Promise<Account<TUser> | null>;

  /** @throws AccountTakenError if another account has the username or the e-mail address, or if the username is reserved */
  abstract insert(account: NewAccount, transaction: Transaction): Promise<TUser>;

  /**
   * Changes an account that `find` has locked in this transaction.
   *
   * @returns the user after the change
   * @throws AccountTakenError if another account has the username or the e-mail address, or if the username is reserved for another user
   */
  abstract update(account: Account<TUser>, update: AccountUpdate, transaction: Transaction): Promise<TUser>;

  /** Deletes an account that `find` has locked in this transaction. */
  abstract delete(account: Account<TUser>, transaction: Transaction): Promise<void>;

  /**
   * Reserves a username that its account gives up in this transaction: `insert` and `update` treat it as taken, in every spelling, also in
   * a transaction that has waited for this one. A later reservation of the same name never ends before the earlier one.
   */
  abstract reserveUsername(username: string, reservation: UsernameReservation, transaction: Transaction): Promise<void>;
}
