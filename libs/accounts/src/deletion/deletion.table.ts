import { Injectable } from '@nestjs/common';
import { Clock } from '@portcullis/auth';
import { Database, type Query, timeOfOwnClock } from '@portcullis/database';
import * as statements from './deletion-statements.js';

/** The deletion of an account that its user has asked for. */
export interface ScheduledDeletion {
  /** In milliseconds since the epoch. */
  readonly deleteAfter: number;
  /** Whether that time has come: the user can't sign in any more, and the account is deleted soon. */
  readonly isDue: boolean;
}

interface DeletionRow {
  readonly delete_after: number;
  readonly is_due: boolean;
}

/**
 * The table `account_deletions`. Time is the database's, so that instances whose clocks differ decide alike; a `Clock` that the application
 * has put in the place of the system's is asked instead. Whatever writes here has locked the account before, except `takeDue`.
 */
@Injectable()
export class DeletionTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Returns `null` if a deletion of the account is scheduled already. */
  async schedule(userId: string, graceSeconds: number, query: Query): Promise<ScheduledDeletion | null> {
    return deletionOf(await query<DeletionRow>(statements.SCHEDULE, [userId, graceSeconds, this.#now]));
  }

  async find(userId: string, query?: Query): Promise<ScheduledDeletion | null> {
    const parameters = [userId, this.#now];
    return deletionOf(
      query
        ? await query<DeletionRow>(statements.FIND.sql, parameters)
        : await this.database.prepared<DeletionRow>(statements.FIND, parameters),
    );
  }

  async remove(userId: string, query: Query): Promise<void> {
    await query(statements.REMOVE, [userId]);
  }

  /** Returns whether there was one that is due. */
  async removeDue(userId: string, query: Query): Promise<boolean> {
    return (await query(statements.REMOVE_DUE, [userId, this.#now])).length === 1;
  }

  /** Returns the id of a user whose account this instance alone tries to delete for a while; `null` if none is due. */
  async takeDue(): Promise<string | null> {
    const [row] = await this.database.query<{ readonly user_id: string }>(statements.TAKE_DUE, [this.#now]);
    return row?.user_id ?? null;
  }

  /** `null` for the database's own time. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }
}

function deletionOf([row]: readonly DeletionRow[]): ScheduledDeletion | null {
  return row ? { deleteAfter: row.delete_after, isDue: row.is_due } : null;
}
