import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { SignInOptions } from '../auth.options.js';
import { TooManyAttemptsError } from '../errors/auth.error.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** Counts in this process alone. N instances allow N times the limit, and a restart forgets. */
export class MemorySignInLimiter extends SignInLimiter {
  readonly #attempts: RateLimiterMemory;

  constructor({ maxAttempts = 100, waitSeconds = 900 }: SignInOptions = {}) {
    super();
    this.#attempts = new RateLimiterMemory({ points: maxAttempts, duration: waitSeconds });
  }

  async spend(name: string): Promise<void> {
    try {
      await this.#attempts.consume(keyOf(name));
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) {
        throw new TooManyAttemptsError(Math.ceil(refusal.msBeforeNext / 1000));
      }
      throw refusal;
    }
  }

  async forgive(name: string): Promise<void> {
    await this.#attempts.delete(keyOf(name));
  }
}

/** Of one size, however long a name somebody sends. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
