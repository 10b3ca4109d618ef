import type { AuthenticatedUser } from '@portcullis/auth';

/** A registered user, as guards and handlers see them: never the stored row, never a password hash. */
export interface RegisteredUser extends AuthenticatedUser {
  readonly id: number;
  readonly email: string;
  /** Granted by an administrator. */
  readonly roles: readonly string[];
}
