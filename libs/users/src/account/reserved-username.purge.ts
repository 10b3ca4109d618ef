import { Inject, Injectable } from '@nestjs/common';
import { BatchedPurge } from '@portcullis/database';
import { type CheckedUsersOptions, USERS_OPTIONS } from '../users.module-definition.js';
import { ReservedUsernames } from './reserved-usernames.js';

/** Deletes expired reservations of usernames, to save space. An expired reservation has no effect whether or not it was deleted. */
@Injectable()
export class ReservedUsernamePurge extends BatchedPurge {
  constructor(
    @Inject(USERS_OPTIONS) { purgeInterval }: CheckedUsersOptions,
    private readonly reserved: ReservedUsernames,
  ) {
    super('Expired reservations of usernames', purgeInterval);
  }

  protected deleteBatch(limit: number): Promise<number> {
    return this.reserved.purge(limit);
  }
}
