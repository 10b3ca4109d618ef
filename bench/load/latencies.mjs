// @ts-check

const FIRST_CAPACITY = 1 << 16;

/** Every latency of a run in whole microseconds, so that percentiles are exact. */
export class Latencies {
  #values = new Uint32Array(FIRST_CAPACITY);
  count = 0;

  /** @param {number} milliseconds */
  add(milliseconds) {
    if (this.count === this.#values.length) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.count++] = Math.round(milliseconds * 1000);
  }

  /** In milliseconds; `null` if there are none. */
  summary() {
    const sorted = this.#values.subarray(0, this.count).toSorted();
    /** @param {number} share */
    const at = (share) => (this.count === 0 ? null : Number(sorted[Math.ceil(this.count * share) - 1]) / 1000);
    return { count: this.count, p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}
