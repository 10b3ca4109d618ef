import { atEndOfTurn } from './end-of-turn.js';
import { lookUpChannel, type LookUpMessage } from './look-up.channel.js';

interface Question<TKey, TValue> {
  readonly key: TKey;
  readonly resolve: (value: TValue) => void;
  readonly reject: (error: unknown) => void;
}

/** What one question is about at most. */
const MAX_KEYS = 1_000;

/** So many are worth a question of their own. */
const ENOUGH = 20;

/**
 * Asks once for those who ask in one turn of the event loop. Where they are many, the first are asked for while the others are
 * still being read: else this process and the database would take turns at waiting for each other. Where they are few, and
 * others wait for their answer already, one turn more is taken in. Remembers nothing: who comes after a question has been sent
 * belongs to the next one, so that no answer is older than who waits for it. Tells {@link lookUpChannel} of each question.
 */
export class BatchedLookUp<TKey, TValue> {
  #waiting: Question<TKey, TValue>[] = [];
  /** Those who have been asked for, and have no answer yet. */
  #asked = 0;
  /** Those who wait will be asked for, whether or not they become enough. */
  #isDue = false;

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
      const waiting = this.#waiting.push({ key, resolve, reject });
      // As many as are under way already: a turn with thousands must not become hundreds of questions.
      if (waiting >= Math.max(ENOUGH, this.#asked)) {
        this.#askForAll();
      } else if (!this.#isDue) {
        this.#isDue = true;
        atEndOfTurn(this.#askUnlessFew);
      }
    });
  }

  readonly #askUnlessFew = (): void => {
    if (this.#waiting.length < ENOUGH && this.#asked > 0) {
      atEndOfTurn(this.#askAnyway);
    } else {
      this.#askAnyway();
    }
  };

  readonly #askAnyway = (): void => {
    this.#isDue = false;
    this.#askForAll();
  };

  #askForAll(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let first = 0; first < all.length; first += MAX_KEYS) {
      void this.#ask(all.slice(first, first + MAX_KEYS));
    }
  }

  async #ask(questions: readonly Question<TKey, TValue>[]): Promise<void> {
    const keys = [...new Set(questions.map(({ key }) => key))];
    const tell = this.#teller(keys.length);
    this.#asked += questions.length;
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
    } finally {
      this.#asked -= questions.length;
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
