/** The password that has proven the identity of a user. */
export interface VerifiedPassword {
  /** The name of the user, as typed. */
  readonly username: string;
  /** The stored hash that the password matched. */
  readonly passwordHash: string;
}
