import { Injectable } from '@nestjs/common';
import { Accounts, type AuthError } from '@portcullis/auth';
import { InvalidGrantError, type PendingSignIn, SignInCheck, StaleGrantError } from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { DeletionTable } from './deletion.table.js';

/**
 * Cancels the scheduled deletion of a user who signs in within the grace, when the sign-in is complete. If that fails, so does the sign-in.
 * After the grace the user is refused like one who does not exist, whether or not the account is deleted yet.
 */
@Injectable()
export class DeletionCheck extends SignInCheck {
  /** First, since the error of another check would tell that the account exists. */
  override readonly order = -1_000;

  constructor(
    private readonly accounts: Accounts,
    private readonly table: DeletionTable,
  ) {
    super();
  }

  /** @throws InvalidGrantError or StaleGrantError after the grace */
  async check(signIn: PendingSignIn): Promise<void> {
    const deletion = await this.table.find(String(signIn.user.id));
    if (deletion?.isDue) {
      throw refusalOf(signIn);
    }
    // A deletion that is requested from now on comes after this sign-in, and ends its session.
    if (deletion) {
      signIn.whenComplete(() => this.#cancel(signIn));
    }
  }

  async #cancel(signIn: PendingSignIn): Promise<void> {
    const { user, request } = signIn;
    const key = { id: user.id };
    const userId = String(user.id);
    const cause = { actor: { kind: 'user', id: userId }, origin: request.origin } as const;
    await this.accounts.change(cause, async (writer, transaction) => {
      const { query } = databaseTransactionOf(transaction);
      // The account is locked before the row, as by everything else that locks both.
      const account = await writer.find(key);
      const deletion = await this.table.find(userId, query);
      if (!account || deletion?.isDue) {
        throw refusalOf(signIn);
      }
      // Another sign-in may have cancelled it.
      if (deletion) {
        await this.table.remove(userId, query);
        await writer.cancelDeletion(key);
      }
    });
  }
}

/** The error that the same sign-in of an unknown user ends in. */
function refusalOf({ authentication }: PendingSignIn): AuthError {
  return authentication.methods.includes('pwd')
    ? new InvalidGrantError()
    : new StaleGrantError('The sign-in is not valid', 'the deletion of the account is due');
}
