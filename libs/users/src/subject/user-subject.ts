import type { PreparedQuery } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';

/** How the `sub` claim (RFC 7519, section 4.1.2) identifies a user. */
export interface UserSubject {
  of(user: Pick<RegisteredUser, 'id' | 'username'>): string;

  /** Whether it can be the subject of a user. If not, the database is not queried. */
  isPossible(subject: string): boolean;

  /** Finds the users with these subjects, and perhaps others. Its parameter is the result of {@link sought}. */
  readonly query: PreparedQuery;

  sought(subjects: readonly string[]): readonly string[] | readonly number[];
}
