import { Inject, Injectable, Logger } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { BatchedPurge, databaseTransactionOf } from '@portcullis/database';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { NAME_RESERVED_SECONDS } from '../username/username-change.js';
import { DeletionTable } from './deletion.table.js';

/**
 * Deletes the accounts whose deletion is due, each in one transaction with all that belongs to it. Of several instances one tries to delete
 * an account.
 *
 * If an `AccountConsequence` refuses, the account stays, with all that belongs to it, and is tried again: after a minute, then after twice as
 * long each time, up to 17 hours. Each attempt that fails is logged, and no other account waits for it.
 */
@Injectable()
export class AccountPurge extends BatchedPurge {
  readonly #failures = new Logger(AccountPurge.name);

  constructor(
    @Inject(ACCOUNTS_OPTIONS) { purgeInterval }: Pick<CheckedAccountsOptions, 'purgeInterval'>,
    private readonly accounts: Accounts,
    private readonly table: DeletionTable,
  ) {
    super('Accounts whose deletion is due', purgeInterval, 1);
  }

  /** Deletes one account. Goes on after accounts that can't be deleted now. */
  protected async deleteBatch(): Promise<number> {
    for (let userId = await this.table.takeDue(); userId !== null; userId = await this.table.takeDue()) {
      if (await this.#deleted(userId)) {
        return 1;
      }
    }
    return 0;
  }

  async #deleted(userId: string): Promise<boolean> {
    try {
      return await this.#delete(userId);
    } catch (error) {
      this.#failures.warn(
        `The account of user ${userId} could not be deleted. It is tried again later: ${String(error)}`,
      );
      return false;
    }
  }

  /** Returns whether it was deleted: a deletion may be cancelled meanwhile. */
  #delete(userId: string): Promise<boolean> {
    return this.accounts.change(BY_SERVICE, async (writer, transaction) => {
      // The account is locked before the row, as by everything else that locks both.
      const account = await writer.find({ id: userId });
      const isDue = await this.table.removeDue(userId, databaseTransactionOf(transaction).query);
      if (!account || !isDue) {
        return false;
      }
      await writer.reserveUsername(account.user.username, { seconds: NAME_RESERVED_SECONDS });
      await writer.delete({ id: userId });
      return true;
    });
  }
}
