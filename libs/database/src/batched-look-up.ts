import type { Database } from './database.js';
import { lookUpChannel, type LookUpMessage } from './look-up.channel.js';

interface PendingLookUp<TKey, TValue> {
  readonly key: TKey;
  readonly resolve: (value: TValue) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_KEYS_PER_STATEMENT = 1_000;

/**
 * How many waiting look-ups are sent at once, before the end of the turn. Without it, this process and PostgreSQL wait for each other in
 * turn: `GET /me` over 32 connections had 46% of the rate of Nest + Fastify, and has 54% (16 interleaved rounds on two processors).
 */
const ENOUGH = 20;

/**
 * Combines the look-ups of one turn of the event loop, or of two turns under load, into one statement. It caches nothing: a look-up
 * never gets the result of a statement that was sent before it was requested. Publishes each statement to {@link lookUpChannel}.
 */
export class BatchedLookUp<TKey, TValue> {
  #waiting: PendingLookUp<TKey, TValue>[] = [];
  /** How many look-ups have been sent and not settled. */
  #sent = 0;
  /** Whether the waiting look-ups will be sent at the end of a turn. */
  #isDue = false;

  /**
   * @param database that `find` queries
   * @param what the name of the looked-up things in the channel's messages, such as `users`
   * @param find returns the values of at most 1,000 distinct keys
   * @param absent the value of a key that `find` does not return
   */
  constructor(
    private readonly database: Pick<Database, 'isWithin'>,
    private readonly what: string,
    private readonly find: (keys: readonly TKey[]) => Promise<ReadonlyMap<TKey, TValue>>,
    private readonly absent: TValue,
  ) {}

  /** Rejects with the error of `find`. */
  of(key: TKey): Promise<TValue> {
    if (this.database.isWithin) {
      // Other requests must not look up through a transaction of the application.
      return this.find([key]).then((found) => found.get(key) ?? this.absent);
    }
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.push({ key, resolve, reject });
      // As many as are in progress, so that a turn with thousands of look-ups does not send hundreds of statements.
      if (waiting >= Math.max(ENOUGH, this.#sent)) {
        this.#sendAll();
      } else if (!this.#isDue) {
        this.#isDue = true;
        atEndOfTurn(this.#sendUnlessFew);
      }
    });
  }

  /** Few look-ups wait one more turn while others are in progress, because more will arrive meanwhile. */
  readonly #sendUnlessFew = (): void => {
    if (this.#waiting.length < ENOUGH && this.#sent > 0) {
      atEndOfTurn(this.#sendDue);
    } else {
      this.#sendDue();
    }
  };

  readonly #sendDue = (): void => {
    this.#isDue = false;
    this.#sendAll();
  };

  #sendAll(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let first = 0; first < all.length; first += MAX_KEYS_PER_STATEMENT) {
      void this.#send(all.slice(first, first + MAX_KEYS_PER_STATEMENT));
    }
  }

  async #send(batch: readonly PendingLookUp<TKey, TValue>[]): Promise<void> {
    const keys = [...new Set(batch.map(({ key }) => key))];
    const publish = this.#publisher(keys.length);
    this.#sent += batch.length;
    try {
      const found = await this.find(keys);
      publish?.('answered');
      for (const { key, resolve } of batch) {
        resolve(found.get(key) ?? this.absent);
      }
    } catch (error) {
      publish?.('failed');
      for (const { reject } of batch) {
        reject(error);
      }
    } finally {
      this.#sent -= batch.length;
    }
  }

  /** `undefined` if the channel has no subscriber. */
  #publisher(keys: number): ((outcome: LookUpMessage['outcome']) => void) | undefined {
    if (!lookUpChannel.hasSubscribers) {
      return undefined;
    }
    const since = performance.now();
    return (outcome) => {
      const message: LookUpMessage = { of: this.what, outcome, keys, durationMs: performance.now() - since };
      lookUpChannel.publish(message);
    };
  }
}

let due: (() => void)[] = [];

/**
 * Calls back after the I/O of this turn of the event loop. All callbacks run in one `setImmediate`, because microtasks run between two
 * of them, and only statements of one microtask share a connection.
 */
function atEndOfTurn(callback: () => void): void {
  if (due.push(callback) === 1) {
    setImmediate(() => {
      const callbacks = due;
      due = [];
      callbacks.forEach((call) => call());
    });
  }
}
