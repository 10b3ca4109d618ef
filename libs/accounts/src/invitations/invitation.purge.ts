import { Inject, Injectable } from '@nestjs/common';
import { BatchedPurge } from '@portcullis/database';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { InvitationTable } from './invitation.table.js';

/** Deletes expired invitations, and their addresses with them. An expired invitation is invalid whether or not it was deleted. */
@Injectable()
export class InvitationPurge extends BatchedPurge {
  constructor(
    @Inject(ACCOUNTS_OPTIONS) { purgeInterval }: CheckedAccountsOptions,
    private readonly table: InvitationTable,
  ) {
    super('Expired invitations', purgeInterval);
  }

  protected deleteBatch(limit: number): Promise<number> {
    return this.table.purge(limit);
  }
}
