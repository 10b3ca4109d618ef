import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { AccountChangeDetails } from './account-change.js';
import { PasswordChangedError, UnknownAccountError } from './account.errors.js';
import type { Account, AccountKey, AccountUpdate, NewAccount, UsernameReservation } from './account.js';
import type { AccountStore } from './account.store.js';
import type { Transaction } from '../transaction.js';

type Follow<TUser> = (user: TUser, details: AccountChangeDetails) => Promise<void>;

/**
 * Writes accounts in one transaction of `Accounts.change()`. When a method returns, the consequences of its change have been written
 * too. A change to the present value writes nothing and has no consequences.
 *
 * Every method that takes a key, except `find`, throws `UnknownAccountError` if there is no such account.
 */
export class AccountWriter<TUser extends AuthenticatedUser = AuthenticatedUser> {
  readonly #store: AccountStore<TUser>;
  readonly #transaction: Transaction;
  readonly #follow: Follow<TUser>;

  constructor(store: AccountStore<TUser>, transaction: Transaction, follow: Follow<TUser>) {
    this.#store = store;
    this.#transaction = transaction;
    this.#follow = follow;
  }

  /** Reads one account and locks it until the transaction ends; `null` if there is none. */
  find(key: AccountKey): Promise<Account<TUser> | null> {
    return this.#store.find(key, this.#transaction);
  }

  /** @throws AccountTakenError */
  async create(account: NewAccount): Promise<TUser> {
    const user = await this.#store.insert(account, this.#transaction);
    await this.#follow(user, { kind: 'created', email: account.email });
    return user;
  }

  /**
   * Stores a new password hash only if the stored one is still `from` (compare and set).
   *
   * @param hashes `from` is the hash that was verified or read before; `null` for a user without a password
   * @throws PasswordChangedError
   */
  async setPasswordHash(
    key: AccountKey,
    { from, to }: { readonly from: string | null; readonly to: string },
  ): Promise<TUser> {
    const account = await this.#found(key);
    if (account.passwordHash !== from) {
      throw new PasswordChangedError();
    }
    return this.#update(account, { passwordHash: to }, { kind: 'password_changed' });
  }

  /**
   * Replaces the address. Another address, also one that differs only in its spelling, is unverified unless `verified` is true.
   *
   * @param options `verified`: whether the user has proven that they receive mail at the address. @default false
   * @throws AccountTakenError
   */
  async setEmail(
    key: AccountKey,
    email: string,
    { verified = false }: { readonly verified?: boolean } = {},
  ): Promise<TUser> {
    const account = await this.#found(key);
    if (account.email !== email) {
      const details = { kind: 'email_changed', from: account.email, to: email } as const;
      return this.#update(account, { email, emailVerified: verified }, details);
    }
    return verified ? this.#verified(account) : account.user;
  }

  /**
   * Records that the user has proven that they receive mail at the present address. The address may have changed since the proof was
   * requested: compare it before, with that of `find` in this transaction.
   */
  async verifyEmail(key: AccountKey): Promise<TUser> {
    return this.#verified(await this.#found(key));
  }

  /** @throws AccountTakenError */
  async setUsername(key: AccountKey, username: string): Promise<TUser> {
    const account = await this.#found(key);
    const from = account.user.username;
    return from === username
      ? account.user
      : this.#update(account, { username }, { kind: 'username_changed', from, to: username });
  }

  /**
   * Reserves a username that an account gives up in this transaction, so that no other user can take it and be mistaken for its earlier
   * owner.
   */
  reserveUsername(username: string, reservation: UsernameReservation): Promise<void> {
    return this.#store.reserveUsername(username, reservation, this.#transaction);
  }

  async activate(key: AccountKey): Promise<TUser> {
    const account = await this.#found(key);
    return account.user.isActive ? account.user : this.#update(account, { isActive: true }, { kind: 'activated' });
  }

  async deactivate(key: AccountKey): Promise<TUser> {
    const account = await this.#found(key);
    return account.user.isActive ? this.#update(account, { isActive: false }, { kind: 'deactivated' }) : account.user;
  }

  /** Replaces the roles by the result of `change`. */
  async setRoles(key: AccountKey, change: (roles: readonly string[]) => readonly string[]): Promise<TUser> {
    const account = await this.#found(key);
    const from = account.user.roles ?? [];
    const to = change(from);
    return to.length === from.length && to.every((role, index) => role === from[index])
      ? account.user
      : this.#update(account, { roles: to }, { kind: 'roles_changed', from, to });
  }

  /**
   * Ends all sessions of the user, that of the request included, and makes their secrets of mails invalid: the consequences of the other
   * libraries do it. Changes no member of the account.
   */
  async revokeAccess(key: AccountKey): Promise<TUser> {
    const { user } = await this.#found(key);
    await this.#follow(user, { kind: 'access_revoked' });
    return user;
  }

  /**
   * Announces that the account will be deleted, as its user has asked. Stores nothing: the caller stores the time in this transaction, and
   * deletes the account then.
   *
   * @param deleteAfter in milliseconds since the epoch
   */
  async scheduleDeletion(key: AccountKey, deleteAfter: number): Promise<TUser> {
    const { user } = await this.#found(key);
    await this.#follow(user, { kind: 'deletion_scheduled', deleteAfter });
    return user;
  }

  /** Announces that the account will not be deleted after all. Stores nothing, as `scheduleDeletion`. */
  async cancelDeletion(key: AccountKey): Promise<TUser> {
    const { user } = await this.#found(key);
    await this.#follow(user, { kind: 'deletion_cancelled' });
    return user;
  }

  /** @returns the user before the deletion */
  async delete(key: AccountKey): Promise<TUser> {
    const account = await this.#found(key);
    await this.#store.delete(account, this.#transaction);
    await this.#follow(account.user, { kind: 'deleted', email: account.email });
    return account.user;
  }

  async #found(key: AccountKey): Promise<Account<TUser>> {
    const account = await this.find(key);
    if (!account) {
      throw new UnknownAccountError();
    }
    return account;
  }

  async #verified(account: Account<TUser>): Promise<TUser> {
    return account.emailVerified
      ? account.user
      : this.#update(account, { emailVerified: true }, { kind: 'email_verified' });
  }

  async #update(account: Account<TUser>, update: AccountUpdate, details: AccountChangeDetails): Promise<TUser> {
    const user = await this.#store.update(account, update, this.#transaction);
    await this.#follow(user, details);
    return user;
  }
}
