import { Injectable } from '@nestjs/common';
import { canonicalName, Clock } from '@portcullis/auth';
import type { UsernameReservation } from '@portcullis/auth/spi';
import { Database, presentTime, type Query, timeOfOwnClock } from '@portcullis/database';

const RESERVE = `
  INSERT INTO {reserved_usernames} AS reserved (username_canonical, user_id, reserved_until)
  VALUES ($1, $2::int, COALESCE(${presentTime('$4')} + $3::float8 * interval '1 second', 'infinity'))
  ON CONFLICT (username_canonical) DO UPDATE SET
    user_id = excluded.user_id,
    reserved_until = GREATEST(reserved.reserved_until, excluded.reserved_until)`;

/** Violates the primary key if the name is reserved, so that the transaction can only be rolled back, as for a name that is taken. */
const REFUSE = `
  INSERT INTO {reserved_usernames} (username_canonical, reserved_until)
  SELECT username_canonical, reserved_until FROM {reserved_usernames}
  WHERE username_canonical = $1 AND user_id IS DISTINCT FROM $2::int AND reserved_until > ${presentTime('$3')}`;

/** Several instances may purge at once: each skips the rows that another one has locked. */
const PURGE = `
  DELETE FROM {reserved_usernames} WHERE username_canonical IN (
    SELECT username_canonical FROM {reserved_usernames} WHERE reserved_until <= ${presentTime('$1')}
    ORDER BY reserved_until LIMIT $2::int FOR UPDATE SKIP LOCKED
  )
  RETURNING 1 AS one`;

/**
 * The table `reserved_usernames`. A reservation ends by the clock of the database. A `Clock` of the application other than the system's
 * replaces it.
 */
@Injectable()
export class ReservedUsernames {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async reserve(username: string, reservation: UsernameReservation, query: Query): Promise<void> {
    const seconds = 'seconds' in reservation ? reservation.seconds : null;
    await query(RESERVE, [canonicalName(username), reservation.userId ?? null, seconds, this.#now]);
  }

  /**
   * Fails if the name is reserved for another user. Call it after the name has been written: a statement that waited for the transaction
   * which gave the name up and reserved it did not see the reservation, and the next one does (at `READ COMMITTED`, the isolation level of
   * `Database.transaction`).
   *
   * @throws the unique violation of the database
   */
  async refuse(username: string, userId: number, query: Query): Promise<void> {
    await query(REFUSE, [canonicalName(username), userId, this.#now]);
  }

  /**
   * Deletes expired reservations.
   *
   * @returns how many there were, at most `limit`
   * @throws ServiceUnavailableError
   */
  async purge(limit: number): Promise<number> {
    return (await this.database.query(PURGE, [this.#now, limit])).length;
  }

  /** `null` for the database's time. */
  get #now(): Date | null {
    return timeOfOwnClock(this.clock);
  }
}
