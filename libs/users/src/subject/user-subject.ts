import type { DataSource } from 'typeorm';
import type { RegisteredUser } from '../registered-user.js';

/** How the `sub` claim (RFC 7519, section 4.1.2) names a person. */
export interface UserSubject {
  of(user: RegisteredUser): string;

  /** Whether it could name anybody; what could not is never asked of the database. */
  isPossible(subject: string): boolean;

  /** The people among these subjects, by subject, in one query. */
  find(dataSource: DataSource, subjects: readonly string[]): Promise<ReadonlyMap<string, RegisteredUser>>;
}
