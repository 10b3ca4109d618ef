/**
 * How often a password may be guessed. Counts before the password is looked at, so that a burst of parallel guesses gets
 * no more of them than the limit.
 */
export abstract class SignInLimiter {
  /**
   * Spends one attempt on a name, whether anybody bears it or not.
   *
   * @param name in its canonical form
   * @throws TooManyAttemptsError where none is left
   */
  abstract spend(name: string): Promise<void>;

  /** Forgives what was spent: its owner has signed in. */
  abstract forgive(name: string): Promise<void>;
}
