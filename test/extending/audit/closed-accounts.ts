import { Injectable } from '@nestjs/common';
import { AuthError } from '@portcullis/auth';
import {
  type AccountChange,
  AccountConsequence,
  type ErrorDocumentation,
  type Transaction,
} from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';

/** The user has an invoice that is not paid yet. */
export class UnpaidInvoiceError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unpaid_invoice',
    kind: 'conflict',
    description: 'An invoice is not paid yet',
    when: 'The user has an unpaid invoice.',
  };
}

/** Deletes the cart of a user together with the account, and refuses to delete the account while an invoice is unpaid. */
@Injectable()
export class ClosedAccounts extends AccountConsequence {
  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    if (change.kind !== 'deleted') {
      return;
    }
    const { query } = databaseTransactionOf(transaction);
    const user = [change.user.id];
    if ((await query('SELECT FROM invoices WHERE user_id = $1 AND NOT paid', user)).length > 0) {
      throw new UnpaidInvoiceError();
    }
    await query('DELETE FROM carts WHERE user_id = $1', user);
  }
}
