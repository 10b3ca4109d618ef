import { Injectable } from '@nestjs/common';
import { type AccountChange, AccountConsequence, type Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { DeletionTable } from './deletion.table.js';

/** Forgets the scheduled deletion of an account that was deleted in another way, in the transaction that deletes it. */
@Injectable()
export class DeletionConsequence extends AccountConsequence {
  constructor(private readonly table: DeletionTable) {
    super();
  }

  async follow({ kind, user }: AccountChange, transaction: Transaction): Promise<void> {
    if (kind === 'deleted') {
      await this.table.remove(String(user.id), databaseTransactionOf(transaction).query);
    }
  }
}
