import type { AuthenticatedUser } from '@portcullis/auth';

/** A registered user, as guards and handlers see them: never the stored row, never a password hash. */
export interface RegisteredUser extends AuthenticatedUser {
  readonly id: number;
  readonly email: string;
  /** Whether the user has proven that they receive mail at this address. */
  readonly emailVerified: boolean;
  /** Granted by an administrator. */
  readonly roles: readonly string[];
}
