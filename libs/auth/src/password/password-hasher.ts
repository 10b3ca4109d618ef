import { hashingConcurrency } from './hashing-concurrency.js';
import type { HashingTurn } from './hashing-turn.js';

/**
 * How passwords are kept. One of the hinges: bcrypt is the default, a host with another algorithm, or with several of
 * them in one table, puts its own here. The class is type and injection token in one.
 */
export abstract class PasswordHasher {
  /**
   * A well-formed hash of the configured cost that no password is known to match. Verifying against it does the work of
   * verifying against a person's own hash, so that an unknown name, or a person without a password, costs what a known
   * one costs.
   */
  abstract readonly decoyHash: string;

  /**
   * How many hashes at once the queue lets through to it, where the option `hashing` has no other number.
   *
   * @default one for each processor, and at least one thread of libuv's pool left to files, names and compression
   */
  get concurrency(): number {
    return hashingConcurrency();
  }

  /**
   * Makes a hash with a fresh salt. No two distinct passwords match one hash: nothing is truncated, trimmed or folded.
   *
   * @param password as typed, already admitted by the password policy
   * @param turn for the queue alone, which stands before the hasher
   * @throws {TypeError} where the password is no well-formed Unicode text, which the policy refuses earlier
   */
  abstract hash(password: string, turn?: HashingTurn): Promise<string>;

  /**
   * Whether the hash was made from this password. Never throws on account of what it is given, and does the work of
   * one hash whatever the answer: a hash that is not recognised costs what the decoy costs.
   *
   * @param turn for the queue alone, which stands before the hasher and may refuse
   */
  abstract verify(password: string, hash: string, turn?: HashingTurn): Promise<boolean>;

  /**
   * Whether there is room for one more hash, to be asked before anything is written for its sake. A hasher without a queue
   * has always.
   *
   * @throws ServiceUnavailableError where the queue would refuse this turn now
   */
  assertPlaceFor(_turn: HashingTurn): void {}

  /** Whether the string is a complete hash in one of the formats that `verify` reads. Does no hashing. */
  abstract recognises(hash: string): boolean;
}

/** The hasher itself; {@link PasswordHasher} is the same behind the bounded queue, and is what to inject. */
export const PASSWORD_ALGORITHM = Symbol('PasswordHasher without its queue');
