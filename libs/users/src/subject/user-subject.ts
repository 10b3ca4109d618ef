import type { RegisteredUser } from '../registered-user.js';

/** How the `sub` claim (RFC 7519, section 4.1.2) names a person. */
export interface UserSubject {
  of(user: Pick<RegisteredUser, 'id' | 'username'>): string;

  /** Whether it could name anybody; what could not is never asked of the database. */
  isPossible(subject: string): boolean;

  /** Finds the people of some subjects, and at most some others. Takes what {@link sought} makes of them. */
  readonly query: { readonly name: string; readonly sql: string };

  sought(subjects: readonly string[]): readonly string[];
}
