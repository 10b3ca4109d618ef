import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { optional, type OptionRules, wholeNumber } from '../options/option-rule.js';
import { OptionsCheck } from '../options/options-check.js';
import { FairQueue, type Waiter } from './fair-queue.js';
import { hashChannel, type HashMessage, type HashOutcome } from './hash.channel.js';
import { hashingConcurrency } from './hashing-concurrency.js';
import type { HashRequester } from './hash-requester.js';

export interface HashingQueueOptions {
  /**
   * How many hashes are computed at once.
   *
   * @default the hasher's {@link PasswordHasher.concurrency}: with bcrypt the number of processors, and at most one less than
   * `UV_THREADPOOL_SIZE`
   */
  readonly concurrency?: number;
  /**
   * How many requests may wait for their turn; 0 for none.
   *
   * @default 20
   */
  readonly maxQueued?: number;
  /**
   * How long a request may wait, in milliseconds.
   *
   * @default 2000
   */
  readonly maxWaitMs?: number;
}

interface QueuedHash extends Waiter {
  begin(): void;
  refuse(outcome: HashOutcome, error: unknown): void;
}

/** The longest delay of `setTimeout`. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const HASHING_RULES = {
  concurrency: optional(wholeNumber({ example: 2 })),
  maxQueued: wholeNumber({ min: 0, default: 20 }),
  maxWaitMs: wholeNumber({ max: MAX_TIMER_MS, default: 2000 }),
} satisfies OptionRules<HashingQueueOptions>;

/**
 * The share of `maxWaitMs` for which places are given. Hashes get slower in a storm: without a reserve, the last in the queue would be
 * refused after the whole wait instead of at once.
 */
const PLANNED_SHARE = 3 / 4;

/** The weight of the newest hash in the mean. */
const NEWEST_WEIGHT = 1 / 8;

/**
 * Bounds how many passwords are hashed at once and how many requests wait for it, so that a storm of sign-ins does not slow down other
 * requests. Networks and names take turns. Refuses at once what does not fit, and what could not begin before its deadline, judged
 * by the mean time of recent hashes.
 */
export class HashingQueue {
  readonly #concurrency: number;
  readonly #maxQueued: number;
  readonly #maxWaitMs: number;
  readonly #queue = new FairQueue<QueuedHash>();
  #meanHashMs: number | null = null;
  #running = 0;

  /** @throws Error with a sentence for each option that can't be used */
  constructor(options?: HashingQueueOptions) {
    const check = new OptionsCheck('AuthModule');
    const { concurrency, maxQueued, maxWaitMs } = check.check(options, HASHING_RULES, 'hashing');
    check.assertNoFault();
    this.#concurrency = concurrency ?? hashingConcurrency();
    this.#maxQueued = maxQueued;
    this.#maxWaitMs = maxWaitMs;
  }

  /** How many hashes are being computed. */
  get running(): number {
    return this.#running;
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** The moving mean time of a hash in milliseconds, at most `maxWaitMs`; `null` before the first hash. */
  get meanHashMs(): number | null {
    return this.#meanHashMs;
  }

  /**
   * Checks that {@link run} would accept this requester now. Reserves nothing: a later request may take the place. Publishes a
   * refusal on {@link hashChannel}.
   *
   * @throws {ServiceUnavailableError} if {@link run} would refuse at once
   */
  assertPlaceFor({ network = null, name = null }: HashRequester): void {
    if (this.#running >= this.#concurrency && !this.#queue.hasPlaceFor({ network, name }, this.#places)) {
      this.#publish('refused', 0);
      throw this.#fullError();
    }
  }

  /**
   * Does the work when its turn comes. Refused work never begins; work that has begun runs to its end. Publishes the outcome on
   * {@link hashChannel}.
   *
   * @throws {ServiceUnavailableError} at once if there is no place, later if a requester with fewer places displaces this one, and
   * at the latest after `maxWaitMs`
   * @throws the reason of `requester.signal` if it is aborted before the work begins
   */
  async run<T>(work: () => Promise<T>, requester: HashRequester = {}): Promise<T> {
    const requestedAt = performance.now();
    await this.#enter(requester, requestedAt);
    const begunAt = performance.now();
    let outcome: HashOutcome = 'failed';
    try {
      const result = await work();
      outcome = 'hashed';
      this.#addToMean(performance.now() - begunAt);
      return result;
    } finally {
      this.#leave();
      this.#publish(outcome, begunAt - requestedAt, performance.now() - begunAt);
    }
  }

  async #enter(requester: HashRequester, requestedAt: number): Promise<void> {
    if (requester.signal?.aborted) {
      this.#publish('abandoned', 0);
      throw requester.signal.reason;
    }
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    if (requester.onlyWhenIdle) {
      throw this.#refusal('password hashing is busy');
    }
    await this.#wait(requester, requestedAt);
  }

  #wait({ signal, network = null, name = null }: HashRequester, requestedAt: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const settle = () => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', abandon);
      };
      const queued: QueuedHash = {
        network,
        name,
        begin: () => {
          settle();
          resolve();
        },
        refuse: (outcome, error) => {
          settle();
          this.#queue.leave(queued);
          this.#publish(outcome, performance.now() - requestedAt);
          reject(error);
        },
      };
      const abandon = () => queued.refuse('abandoned', signal?.reason);
      const expire = () => queued.refuse('late', this.#refusal('waited too long for password hashing'));

      const deadline = setTimeout(expire, this.#maxWaitMs);
      signal?.addEventListener('abort', abandon);
      this.#queue.enter(queued, this.#places)?.refuse('refused', this.#fullError());
    });
  }

  /** How many requests can wait and begin in time: at least one for each hash at once, at most `maxQueued`. */
  get #places(): number {
    if (!this.#meanHashMs) {
      return this.#maxQueued;
    }
    const inTime = Math.floor((PLANNED_SHARE * this.#maxWaitMs * this.#concurrency) / this.#meanHashMs);
    return Math.min(this.#maxQueued, Math.max(this.#concurrency, inTime));
  }

  /** `maxWaitMs` bounds the value: one hash that was held up must not decide the mean. */
  #addToMean(hashMs: number): void {
    const value = Math.min(hashMs, this.#maxWaitMs);
    const mean = this.#meanHashMs ?? value;
    this.#meanHashMs = mean + NEWEST_WEIGHT * (value - mean);
  }

  /** Hands the slot to the next waiter without freeing it, so that no newcomer takes it in between. */
  #leave(): void {
    const next = this.#queue.next();
    if (next) {
      next.begin();
    } else {
      this.#running--;
    }
  }

  #fullError(): ServiceUnavailableError {
    return this.#refusal('the queue for password hashing is full');
  }

  /** After `maxWaitMs`, every request that waits now has been served or refused. */
  #refusal(reason: string): ServiceUnavailableError {
    return new ServiceUnavailableError({ cause: reason, retryAfterSeconds: Math.ceil(this.#maxWaitMs / 1000) });
  }

  #publish(outcome: HashOutcome, waitedMs: number, hashMs: number | null = null): void {
    if (hashChannel.hasSubscribers) {
      const message: HashMessage = { outcome, waitedMs, hashMs, running: this.#running, waiting: this.waiting };
      hashChannel.publish(message);
    }
  }
}
