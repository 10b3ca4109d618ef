import type { SignInAttempt } from './sign-in-attempt.js';

/**
 * How often a password may be guessed. Counts before the password is looked at, so that a burst of parallel guesses gets
 * no more of them than the limit. One of the hinges; the class is type and injection token in one.
 *
 * Every method throws `ServiceUnavailableError` where the count is out of reach: nobody may guess uncounted.
 */
export abstract class SignInLimiter {
  /**
   * Spends one attempt, on a name that somebody bears and on any other alike.
   *
   * @throws TooManyAttemptsError where none is left; then nothing is spent
   */
  abstract spend(attempt: SignInAttempt): Promise<void>;

  /**
   * The owner has signed in by this attempt: what was spent on the account is forgotten. What others have spent from the
   * same address is not, or an account of one's own would buy guesses at all others.
   *
   * @param attempt the very object that was spent
   */
  abstract forgive(attempt: SignInAttempt): Promise<void>;

  /**
   * The attempt has come to no hash, and does not count.
   *
   * @param attempt the very object that was spent
   * @default it counts all the same
   */
  async giveBack(_attempt: SignInAttempt): Promise<void> {}
}
