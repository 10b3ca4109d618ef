import { ServiceUnavailableError } from '../errors/auth.error.js';
import { hashChannel, type HashMessage, type HashOutcome } from './hash.channel.js';
import { hashingConcurrency } from './hashing-concurrency.js';
import type { HashingTurn } from './hashing-turn.js';
import { MovingMean } from './moving-mean.js';
import { type Guest, WaitingRoom } from './waiting/waiting-room.js';

export interface HashingQueueOptions {
  /**
   * How many hashes are computed at once.
   *
   * @default the hasher's {@link PasswordHasher.concurrency}: with bcrypt from cost 10 on one for each processor
   */
  readonly concurrency?: number;
  /**
   * How many may wait for their turn; 0 for none.
   *
   * @default 20
   */
  readonly maxQueued?: number;
  /**
   * How long one may wait, in milliseconds.
   *
   * @default 2000
   */
  readonly maxWaitMs?: number;
}

interface Waiter extends Guest {
  admit(): void;
  refuse(outcome: HashOutcome, error: unknown): void;
}

/** What `setTimeout` can count to. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * How much of the longest wait is given away as places. Hashes take longer as a storm goes on: without something to spare the
 * last in the queue would wait for the whole time, and be refused at its end and not at once.
 */
const PROMISED_SHARE = 3 / 4;

/**
 * The bounded room for hashing, so that a storm of logins slows neither itself to a standstill nor the requests of those
 * already signed in. Networks and names take turns: none can keep the others out. What does not fit is refused at once, and
 * so is what could not have its turn in time, going by how long a hash takes of late.
 */
export class HashingQueue {
  readonly #concurrency: number;
  readonly #maxQueued: number;
  readonly #maxWaitMs: number;
  readonly #room = new WaitingRoom<Waiter>();
  readonly #hashMs: MovingMean;
  #running = 0;

  /** @throws {RangeError} where a limit is no whole number, or below 1 (`concurrency`), 0 (`maxQueued`), 1 (`maxWaitMs`) */
  constructor(options: HashingQueueOptions = {}) {
    this.#concurrency = wholeNumber('concurrency', options.concurrency ?? hashingConcurrency(), 1);
    this.#maxQueued = wholeNumber('maxQueued', options.maxQueued ?? 20, 0);
    this.#maxWaitMs = wholeNumber('maxWaitMs', options.maxWaitMs ?? 2000, 1, MAX_TIMER_MS);
    this.#hashMs = new MovingMean(this.#maxWaitMs);
  }

  /** How many are being computed. */
  get running(): number {
    return this.#running;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#room.size;
  }

  /** How long a hash takes of late, in milliseconds, at most `maxWaitMs`; `null` before the first. */
  get meanHashMs(): number | null {
    return this.#hashMs.value;
  }

  /**
   * Whether a turn would be given now. Holds no place: whoever comes in between may take it. Of a refusal it tells
   * {@link hashChannel}.
   *
   * @throws {ServiceUnavailableError} where {@link run} would refuse at once
   */
  assertPlaceFor({ network = null, name = null }: HashingTurn): void {
    if (this.#running >= this.#concurrency && !this.#room.hasPlaceFor({ network, name }, this.#places)) {
      this.#tell('refused', 0);
      throw this.#full();
    }
  }

  /**
   * Does the work when its turn comes. Work that is refused has never begun; work that has begun runs to its end. Tells
   * {@link hashChannel} what became of it.
   *
   * @throws {ServiceUnavailableError} at once where there is no place, later where it is given to somebody who has fewer,
   * and after `maxWaitMs` at the latest
   * @throws the reason of `turn.signal` where it is aborted before the turn has come
   */
  async run<T>(work: () => Promise<T>, turn: HashingTurn = {}): Promise<T> {
    const asked = performance.now();
    await this.#enter(turn, asked);
    const begun = performance.now();
    let outcome: HashOutcome = 'failed';
    try {
      const result = await work();
      outcome = 'hashed';
      this.#hashMs.add(performance.now() - begun);
      return result;
    } finally {
      this.#leave();
      this.#tell(outcome, begun - asked, performance.now() - begun);
    }
  }

  async #enter(turn: HashingTurn, asked: number): Promise<void> {
    if (turn.signal?.aborted) {
      this.#tell('abandoned', 0);
      throw turn.signal.reason;
    }
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    await this.#wait(turn, asked);
  }

  #wait({ signal, network = null, name = null }: HashingTurn, asked: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const settle = () => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', abandon);
      };
      const waiter: Waiter = {
        network,
        name,
        admit: () => {
          settle();
          resolve();
        },
        refuse: (outcome, error) => {
          settle();
          this.#room.leave(waiter);
          this.#tell(outcome, performance.now() - asked);
          reject(error);
        },
      };
      const abandon = () => waiter.refuse('abandoned', signal?.reason);
      const expire = () => waiter.refuse('late', this.#refusal('waited too long for password hashing'));

      const deadline = setTimeout(expire, this.#maxWaitMs);
      signal?.addEventListener('abort', abandon);
      this.#room.enter(waiter, this.#places)?.refuse('refused', this.#full());
    });
  }

  /** How many can wait and have their turn in time. There is always one for each that runs, to hand over to. */
  get #places(): number {
    const mean = this.#hashMs.value;
    if (!mean) {
      return this.#maxQueued;
    }
    const inTime = Math.floor((PROMISED_SHARE * this.#maxWaitMs * this.#concurrency) / mean);
    return Math.min(this.#maxQueued, Math.max(this.#concurrency, inTime));
  }

  /** Hands the place to the next in turn without freeing it, so that no newcomer slips in between. */
  #leave(): void {
    const next = this.#room.next();
    if (next) {
      next.admit();
    } else {
      this.#running--;
    }
  }

  #full(): ServiceUnavailableError {
    return this.#refusal('the queue for password hashing is full');
  }

  /** By then, whoever waits now has been served or refused. */
  #refusal(reason: string): ServiceUnavailableError {
    return new ServiceUnavailableError({ cause: reason, retryAfterSeconds: Math.ceil(this.#maxWaitMs / 1000) });
  }

  #tell(outcome: HashOutcome, waitedMs: number, hashMs: number | null = null): void {
    if (hashChannel.hasSubscribers) {
      const message: HashMessage = { outcome, waitedMs, hashMs, running: this.#running, waiting: this.waiting };
      hashChannel.publish(message);
    }
  }
}

function wholeNumber(name: keyof HashingQueueOptions, value: number, minimum: number, maximum = Infinity): number {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    const range = maximum === Infinity ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
    throw new RangeError(
      `The hashing queue's ${name} must be a whole number ${range}, not ${String(value)}. ` +
        `Write: AuthModule.forRoot({ hashing: { ${name}: ${EXAMPLES[name]} }, … }), or leave it out.`,
    );
  }
  return value;
}

const EXAMPLES = { concurrency: 2, maxQueued: 20, maxWaitMs: 2000 } as const;
