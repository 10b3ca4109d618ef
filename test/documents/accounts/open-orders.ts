import { Injectable } from '@nestjs/common';
import { AuthError } from '@portcullis/auth';
import {
  type AccountChange,
  AccountConsequence,
  type ErrorDocumentation,
  type Transaction,
} from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';

export class OpenOrdersError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'open_orders',
    kind: 'conflict', // 409
    description: 'Orders of yours are still open',
    when: 'The user has open orders.',
  };
}

@Injectable()
export class OrdersOfDeletedUsers extends AccountConsequence {
  async follow({ kind, user }: AccountChange, transaction: Transaction): Promise<void> {
    const { query } = databaseTransactionOf(transaction);
    const parameters = [String(user.id)];
    if (kind === 'deletion_scheduled') {
      const open = await query('SELECT FROM orders WHERE user_id = $1 AND is_open', parameters);
      if (open.length > 0) {
        throw new OpenOrdersError();
      }
    }
    if (kind === 'deleted') {
      await query('UPDATE orders SET user_id = NULL WHERE user_id = $1', parameters);
    }
  }
}
