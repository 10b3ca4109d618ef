// @ts-check
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 5_000;
const EVERY_MS = 5;

/** Counts the requests in flight. */
export class Outstanding {
  count = 0;

  /**
   * For the connections of a run.
   *
   * @param {import('./tally.mjs').Tally} tally
   * @returns {import('./connection.mjs').OnBroken}
   */
  brokenInto(tally) {
    return (error, wasAwaited) => {
      this.count -= wasAwaited ? 1 : 0;
      tally.judged(`connection: ${error.message}`);
    };
  }

  /** @returns {Promise<number>} how many are left when all have been answered, or have had their time */
  async settled() {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.count > 0 && performance.now() < deadline) {
      await pause(EVERY_MS);
    }
    return this.count;
  }
}
