/**
 * The person behind a request, as guards and handlers see them: never the stored row, never a password hash.
 *
 * A host adds what its own repository returns by extending this interface and naming its type:
 * `@CurrentUser() user: Employee`.
 */
export interface AuthenticatedUser {
  readonly id: string | number;
  readonly username: string;
  /** A deactivated person keeps their account and may not use it. */
  readonly isActive: boolean;
  /** What they may, for `@Roles()` and `hasRole()`. @default none */
  readonly roles?: readonly string[];
}
