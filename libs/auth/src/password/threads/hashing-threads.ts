import { availableParallelism } from 'node:os';
import { type BcryptThread, HashingThread } from './hashing-thread.js';
import { LibuvThreads } from './libuv-threads.js';

export interface HashingThreadsOptions {
  /**
   * How many there are at most.
   *
   * @default one for each processor
   */
  readonly concurrency?: number;
  /**
   * Whether all of them but one run on what other threads leave of the processors. Has an effect on Linux, with `/usr/bin/chrt`.
   *
   * @default true
   */
  readonly yields?: boolean;
}

/** How many times longer than at its best a hash may take in a thread that yields. */
const PATIENCE = 10;

/**
 * Threads for bcrypt alone, which leave libuv's to files, names and compression. Each is started when it is needed, and kept.
 *
 * All but the first get only what other threads leave of the processors (`SCHED_IDLE`), and make way at once for a request that
 * comes in: it would wait for the rest of a hash's slice otherwise, each time that a thread or a database is woken for its sake.
 * The first one competes, and a hash that is kept waiting in another is begun once more in libuv's, which compete as well: so
 * people can sign in however busy the processors are.
 */
export class HashingThreads {
  /** How many hashes at once make use of all of them. */
  readonly concurrency: number;
  readonly #yields: boolean;
  readonly #free: BcryptThread[] = [];
  /** What one took at its best, in milliseconds, by the cost that its setting begins with. */
  readonly #bestMs = new Map<string, number>();
  #started = 0;
  #isClosed = false;

  /**
   * @param start how one is started
   * @param libuv where it is hashed without one
   */
  constructor(
    { concurrency = availableParallelism(), yields = true }: HashingThreadsOptions = {},
    private readonly start: (yields: boolean) => BcryptThread = (isToYield) => new HashingThread(isToYield),
    private readonly libuv: LibuvThreads = new LibuvThreads(),
  ) {
    this.concurrency = concurrency;
    this.#yields = yields;
  }

  /** As bcrypt's own does: in libuv's threads where none of these is free, or it has ended. */
  hash(key: Buffer, setting: string): Promise<string> {
    const thread = this.#take();
    if (!thread) {
      return this.libuv.hash(key, setting);
    }
    const hashing = this.#hashIn(thread, key, setting);
    return thread.yields ? this.#orElsewhere(hashing, key, setting) : hashing;
  }

  /** Ends them. What they have begun is hashed all the same. */
  close(): void {
    this.#isClosed = true;
    this.#free.splice(0).forEach((thread) => thread.end());
  }

  #take(): BcryptThread | undefined {
    const free = this.#free.pop();
    if (free || this.#started >= this.concurrency || this.#isClosed) {
      return free;
    }
    this.#started++;
    try {
      return this.start(this.#yields && this.#started > 1);
    } catch {
      return undefined;
    }
  }

  async #hashIn(thread: BcryptThread, key: Buffer, setting: string): Promise<string> {
    const begun = performance.now();
    try {
      const hash = await thread.hash(key, setting);
      this.#learn(setting, performance.now() - begun);
      return hash;
    } catch {
      return await this.libuv.hash(key, setting);
    } finally {
      this.#putBack(thread);
    }
  }

  async #orElsewhere(hashing: Promise<string>, key: Buffer, setting: string): Promise<string> {
    const bestMs = this.#bestMs.get(costIn(setting));
    if (bestMs === undefined) {
      return hashing;
    }
    let timer: NodeJS.Timeout | undefined;
    const elsewhere = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(this.libuv.hash(key, setting)), PATIENCE * bestMs);
    });
    try {
      return await Promise.race([hashing, elsewhere]);
    } finally {
      clearTimeout(timer);
    }
  }

  #learn(setting: string, ms: number): void {
    const cost = costIn(setting);
    this.#bestMs.set(cost, Math.min(ms, this.#bestMs.get(cost) ?? ms));
  }

  /** One that has ended is not replaced: there are no threads for long where they can't be had. */
  #putBack(thread: BcryptThread): void {
    if (this.#isClosed) {
      thread.end();
    } else if (!thread.hasEnded) {
      this.#free.push(thread);
    }
  }
}

/** `$2b$12` of `$2b$12$…`. */
function costIn(setting: string): string {
  return setting.slice(0, '$2b$12'.length);
}
