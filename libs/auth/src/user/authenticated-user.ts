/**
 * The user of a request for guards and handlers: never the stored row, never a password hash.
 *
 * An application extends this interface with the members that its repository returns, and names its type: `@CurrentUser() user: Employee`.
 */
export interface AuthenticatedUser {
  readonly id: string | number;
  readonly username: string;
  /** A deactivated user has an account, but may not use it. */
  readonly isActive: boolean;
  /** Whether the user has proven that they receive mail at their address. @default unknown */
  readonly emailVerified?: boolean;
  /** For `@Roles()` and `hasRole()`. @default none */
  readonly roles?: readonly string[];
}
