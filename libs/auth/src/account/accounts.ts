import { Inject, Injectable } from '@nestjs/common';
import type { AccountEvent } from '../events/account-event.js';
import type { Cause } from '../events/actor.js';
import { DomainEvents } from '../events/domain-events.js';
import { plainOriginOf } from '../origin/request-origin.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { AccountConsequence } from './account.consequence.js';
import { AccountConsequences } from './account-consequences.js';
import { accountEventOf } from './account-event-of.js';
import type { Account, AccountKey } from './account.js';
import { AccountStore } from './account.store.js';
import { AccountWriter } from './account.writer.js';
import type { Transaction } from '../transaction.js';

/**
 * Changes accounts, without a check of permissions. Each change is one transaction with its consequences, the writes of event listeners,
 * and the caller's own writes through the same {@link Transaction}, such as the consumption of a one-time secret.
 *
 * @example
 * ```ts
 * await accounts.change({ actor, origin }, async (writer, transaction) => {
 *   const { userId } = await secrets.consume(token, transaction);
 *   await writer.setPasswordHash({ id: userId }, { from, to });
 * });
 * ```
 */
@Injectable()
export class Accounts<TUser extends AuthenticatedUser = AuthenticatedUser> {
  constructor(
    private readonly store: AccountStore<TUser>,
    @Inject(AccountConsequences) private readonly consequences: AccountConsequence,
    private readonly events: DomainEvents<AccountEvent>,
  ) {}

  /**
   * Reads one account with its password hash; `null` if there is none.
   *
   * @param transaction of a consequence or a listener: sees what it has written, and locks the account. @default no lock
   * @throws ServiceUnavailableError
   */
  find(key: AccountKey, transaction?: Transaction): Promise<Account<TUser> | null> {
    return this.store.find(key, transaction);
  }

  /**
   * Does the work in one transaction. An error of the work or of a consequence rolls the transaction back and is thrown.
   *
   * @param cause who requests the change, and from where
   * @param work is repeated after a conflict with another transaction, so it must write only through its arguments
   * @throws ServiceUnavailableError if the storage can't be reached; if the connection broke during the commit, the change may be stored
   */
  change<T>(cause: Cause, work: (accounts: AccountWriter<TUser>, transaction: Transaction) => Promise<T>): Promise<T> {
    const { actor } = cause;
    const origin = plainOriginOf(cause.origin);
    return this.store.transaction((transaction) => {
      const writer = new AccountWriter(this.store, transaction, async (user, details) => {
        const change = { ...details, user, actor, origin };
        await this.consequences.follow(change, transaction);
        await this.events.publishWithin(accountEventOf(change), transaction);
      });
      return work(writer, transaction);
    });
  }
}
