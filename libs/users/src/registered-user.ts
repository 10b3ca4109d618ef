import type { AuthenticatedUser } from '@portcullis/auth';

/** A person who has registered here, as guards and handlers see them: never the stored row, never a password hash. */
export interface RegisteredUser extends AuthenticatedUser {
  readonly id: number;
  readonly email: string;
  /** What an administrator has granted. */
  readonly roles: readonly string[];
}
