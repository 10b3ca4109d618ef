import { hashingConcurrency } from './hashing-concurrency.js';
import type { HashRequester } from './hash-requester.js';

/**
 * Hashes and verifies passwords. bcrypt by default; an application with another algorithm, or with several in one table, provides its
 * own. The class is also the injection token.
 */
export abstract class PasswordHasher {
  /**
   * A well-formed hash of the configured cost that no known password matches. It is verified for unknown names and for users without
   * a password, which then take as long as others.
   */
  abstract readonly decoyHash: string;

  /**
   * How many hashes the queue lets this hasher compute at once, unless the option `hashing` says otherwise.
   *
   * @default one for each processor, but at least one of libuv's threads stays free for files, DNS and compression
   */
  get concurrency(): number {
    return hashingConcurrency();
  }

  /**
   * Makes a hash with a fresh salt. No two distinct passwords match one hash: nothing is truncated, trimmed or folded.
   *
   * @param password as typed, already admitted by the password policy
   * @param requester used by the queue only
   * @throws {TypeError} if the password is not well-formed Unicode text, which the policy refuses earlier
   */
  abstract hash(password: string, requester?: HashRequester): Promise<string>;

  /**
   * Whether the hash was made from this password. Never throws because of its arguments. Does the same work for every result and every
   * hash: a hash that is cheaper than the configured cost, or not recognised, takes as long as the decoy.
   *
   * @param requester used by the queue only, which may refuse
   */
  abstract verify(password: string, hash: string, requester?: HashRequester): Promise<boolean>;

  /**
   * Checks that the queue has a place for one more hash. Call it before writing anything. Never throws without a queue.
   *
   * @throws ServiceUnavailableError if the queue would refuse this requester now
   */
  assertPlaceFor(_requester: HashRequester): void {}

  /** Whether `verify` can read the hash, and its cost is not above the limit. Does not hash. */
  abstract recognises(hash: string): boolean;

  /**
   * Whether `hash` would make a stronger hash of the same password. The stored hash is then replaced after a successful sign-in.
   *
   * @default never
   */
  needsRehash(_hash: string): boolean {
    return false;
  }
}

/** The hasher without its queue. Inject {@link PasswordHasher} instead, which has the queue. */
export const PASSWORD_ALGORITHM = Symbol('PasswordHasher without its queue');
