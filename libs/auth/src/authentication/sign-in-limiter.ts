import type { SignInAttempt, SpentAttempt } from './sign-in-attempt.js';

/**
 * Limits how often a password may be guessed. Counts before the password is compared, so that parallel guesses get no more attempts
 * than guesses in a row. A port: the class is type and injection token in one.
 *
 * An account is the result of `accountOf` for its user. Every method throws `ServiceUnavailableError` if the store of the counts is out
 * of reach, so that every guess is counted.
 */
export abstract class SignInLimiter {
  /**
   * Spends one attempt, in the same way whether or not a user has the name.
   *
   * @returns the attempt with the time by which it was counted, to be forgiven or given back
   * @throws TooManyAttemptsError if none is left; then nothing is spent
   */
  abstract spend(attempt: SignInAttempt): Promise<SpentAttempt>;

  /**
   * The user has signed in by this attempt: everything that was spent on the account is forgotten. Other attempts from the same address
   * stay counted, since otherwise an attacker could buy guesses at all accounts by signing in to their own.
   */
  abstract forgive(attempt: SpentAttempt): Promise<void>;

  /**
   * No password was compared in this attempt, so it does not count.
   *
   * @default it counts all the same
   */
  async giveBack(_attempt: SpentAttempt): Promise<void> {}

  /**
   * Forgets all attempts at an account, those of known devices too, so that every device may try again at once.
   *
   * @default nothing is forgotten
   */
  async unlock(_account: string): Promise<void> {}

  /**
   * Makes all known devices of an account unknown, until the user signs in on them again. Call it when the password is changed because
   * another person may know it.
   *
   * @default they stay known
   */
  async revokeDevices(_account: string): Promise<void> {}

  /**
   * Whether the known devices of an account have been revoked since a device became one.
   *
   * @param knownSince in milliseconds since the epoch
   * @default false
   */
  async hasRevoked(_account: string, _knownSince: number): Promise<boolean> {
    return false;
  }
}
