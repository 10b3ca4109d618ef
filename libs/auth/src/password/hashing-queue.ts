import { availableParallelism } from 'node:os';
import { ServiceUnavailableError } from '../errors/auth.error.js';

export interface HashingQueueOptions {
  /**
   * How many hashes are computed at once.
   *
   * @default one for each processor, and at least one thread of libuv's pool left to files, names and compression
   */
  concurrency?: number;
  /**
   * How many may wait for their turn; 0 for none.
   *
   * @default 20
   */
  maxQueued?: number;
  /**
   * How long one may wait, in milliseconds.
   *
   * @default 2000
   */
  maxWaitMs?: number;
}

/**
 * The bounded room for hashing: first come, first served, and what does not fit is refused at once, so that a storm of
 * logins slows neither itself to a standstill nor the requests of those already signed in.
 */
export class HashingQueue {
  readonly #concurrency: number;
  readonly #maxQueued: number;
  readonly #maxWaitMs: number;
  /** In the order of arrival, each the call that lets one waiter in. */
  readonly #admissions = new Set<() => void>();
  #running = 0;

  /** @throws {RangeError} where a limit is no whole number, or below 1 (`concurrency`), 0 (`maxQueued`), 1 (`maxWaitMs`) */
  constructor(options: HashingQueueOptions = {}) {
    this.#concurrency = wholeNumber('concurrency', options.concurrency ?? defaultConcurrency(), 1);
    this.#maxQueued = wholeNumber('maxQueued', options.maxQueued ?? 20, 0);
    this.#maxWaitMs = wholeNumber('maxWaitMs', options.maxWaitMs ?? 2000, 1);
  }

  /** How many are being computed. */
  get running(): number {
    return this.#running;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#admissions.size;
  }

  /**
   * Does the work when its turn comes. Work that is refused has never begun; work that has begun runs to its end.
   *
   * @param signal drops the work while it waits: rejects with the signal's reason and gives up the place in the queue
   * @throws {ServiceUnavailableError} at once where the queue is full, and after `maxWaitMs` in it
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    if (this.#admissions.size >= this.#maxQueued) {
      throw this.#refusal('the queue for password hashing is full');
    }
    await this.#turn(signal);
  }

  #turn(signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const settle = (outcome: () => void) => {
        this.#admissions.delete(admit);
        clearTimeout(deadline);
        signal?.removeEventListener('abort', drop);
        outcome();
      };
      const admit = () => settle(resolve);
      const drop = () => settle(() => reject(signal?.reason));
      const expire = () => settle(() => reject(this.#refusal('waited too long for password hashing')));

      const deadline = setTimeout(expire, this.#maxWaitMs);
      signal?.addEventListener('abort', drop);
      this.#admissions.add(admit);
    });
  }

  /** Hands the place to the next in line without freeing it, so that no newcomer slips in between. */
  #leave(): void {
    const [next] = this.#admissions;
    if (next) {
      next();
    } else {
      this.#running--;
    }
  }

  /** By then, whoever waits now has been served or refused. */
  #refusal(reason: string): ServiceUnavailableError {
    return new ServiceUnavailableError({ cause: reason, retryAfterSeconds: Math.ceil(this.#maxWaitMs / 1000) });
  }
}

function defaultConcurrency(): number {
  // libuv starts 4 threads where the variable is not set, and bcrypt runs on these same threads.
  const threads = Number.parseInt(process.env['UV_THREADPOOL_SIZE'] ?? '4', 10) || 1;
  return Math.max(1, Math.min(availableParallelism(), threads - 1));
}

function wholeNumber(name: string, value: number, minimum: number): number {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`The hashing queue's ${name} must be a whole number from ${minimum}, not ${String(value)}.`);
  }
  return value;
}
