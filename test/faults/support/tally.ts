/** What came of many requests: how many answers of each status and how fast, and which got none. */
export class Tally {
  readonly #latencies = new Map<number, number[]>();
  /** Why there was no answer, once for each. */
  readonly failures: string[] = [];

  /** @param due from when the latency counts */
  async count(due: number, answer: Promise<number>): Promise<void> {
    try {
      const status = await answer;
      const latencies = this.#latencies.get(status) ?? [];
      this.#latencies.set(status, latencies);
      latencies.push(performance.now() - due);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.failures.push(`${code}: ${message}`);
    }
  }

  get statuses(): Readonly<Record<number, number>> {
    return Object.fromEntries([...this.#latencies].map(([status, { length }]) => [status, length]));
  }

  answers(status: number): number {
    return this.#latencies.get(status)?.length ?? 0;
  }

  /** In milliseconds: what this share of the answers with this status took at most; not a number where there are none. */
  latency(status: number, share: number): number {
    const sorted = Float64Array.from(this.#latencies.get(status) ?? []).toSorted();
    return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  }
}
