// @ts-check
import { Latencies } from './latencies.mjs';

/** The result of a run: responses by status, their latencies, and wrong responses. */
export class Tally {
  /** @type {Map<number, Latencies>} */
  #byStatus = new Map();
  /** @type {Map<string, number>} */
  #wrong = new Map();

  /**
   * @param {number} status
   * @param {number} milliseconds
   */
  answered(status, milliseconds) {
    let latencies = this.#byStatus.get(status);
    if (!latencies) {
      latencies = new Latencies();
      this.#byStatus.set(status, latencies);
    }
    latencies.add(milliseconds);
  }

  /** @param {string | undefined} reason why it was wrong, if it was */
  judged(reason) {
    if (reason === undefined) {
      return;
    }
    this.#wrong.set(reason, (this.#wrong.get(reason) ?? 0) + 1);
  }

  /** @param {number} seconds how long it was counted */
  summary(seconds) {
    const byStatus = Object.fromEntries(
      [...this.#byStatus].map(([status, latencies]) => [
        status,
        { ...latencies.summary(), perSecond: latencies.count / seconds },
      ]),
    );
    return { seconds, byStatus, wrong: Object.fromEntries(this.#wrong) };
  }
}

/** @typedef {ReturnType<Tally['summary']>} LoadResult */
