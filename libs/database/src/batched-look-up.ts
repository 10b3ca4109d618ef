import { atEndOfTurn } from './end-of-turn.js';
import { lookUpChannel, type LookUpMessage } from './look-up.channel.js';

interface Question<TKey, TValue> {
  readonly key: TKey;
  readonly resolve: (value: TValue) => void;
  readonly reject: (error: unknown) => void;
}

/** What one question is about at most. */
const MAX_KEYS = 1_000;

/**
 * Asks once for all who ask in one turn of the event loop. Remembers nothing: who comes after a question has been sent belongs
 * to the next one, so that no answer is older than who waits for it. Tells {@link lookUpChannel} of each question.
 */
export class BatchedLookUp<TKey, TValue> {
  #waiting: Question<TKey, TValue>[] = [];

  /**
   * @param what is looked up, for the channel: a word of the program's own, `users` say
   * @param find what there is for these keys, at most a thousand, each of which occurs once
   * @param absent the answer for a key that has none
   */
  constructor(
    private readonly what: string,
    private readonly find: (keys: readonly TKey[]) => Promise<ReadonlyMap<TKey, TValue>>,
    private readonly absent: TValue,
  ) {}

  /** Rejects with what `find` has failed with. */
  of(key: TKey): Promise<TValue> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ key, resolve, reject }) === 1) {
        atEndOfTurn(this.#askForAll);
      }
    });
  }

  readonly #askForAll = (): void => {
    const all = this.#waiting;
    this.#waiting = [];
    for (let first = 0; first < all.length; first += MAX_KEYS) {
      void this.#ask(all.slice(first, first + MAX_KEYS));
    }
  };

  async #ask(questions: readonly Question<TKey, TValue>[]): Promise<void> {
    const keys = [...new Set(questions.map(({ key }) => key))];
    const tell = this.#teller(keys.length);
    try {
      const found = await this.find(keys);
      tell?.('answered');
      for (const { key, resolve } of questions) {
        resolve(found.get(key) ?? this.absent);
      }
    } catch (error) {
      tell?.('failed');
      for (const { reject } of questions) {
        reject(error);
      }
    }
  }

  /** Undefined while nobody listens. */
  #teller(keys: number): ((outcome: LookUpMessage['outcome']) => void) | undefined {
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
