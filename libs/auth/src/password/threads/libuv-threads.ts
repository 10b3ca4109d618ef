import bcrypt from 'bcrypt';
import { hashingConcurrency } from '../hashing-concurrency.js';

/** bcrypt in libuv's threads, but never in all of them: files, names and compression need one. What is more waits. */
export class LibuvThreads {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param concurrency how many hashes are computed at once */
  constructor(concurrency: number = hashingConcurrency()) {
    this.#free = concurrency;
  }

  /** As bcrypt's own does. */
  async hash(key: Buffer, setting: string): Promise<string> {
    if (this.#free > 0) {
      this.#free--;
    } else {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await bcrypt.hash(key, setting);
    } finally {
      this.#handOver();
    }
  }

  /** To the next in turn without freeing it, so that no newcomer slips in between. */
  #handOver(): void {
    const next = this.#waiting.shift();
    if (next) {
      next();
    } else {
      this.#free++;
    }
  }
}
