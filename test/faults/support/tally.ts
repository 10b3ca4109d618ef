/** Counts responses by status, with their latencies, and requests that got none. */
export class Tally {
  readonly #latencies = new Map<number, number[]>();
  /** One reason for each request without a response. */
  readonly failures: string[] = [];

  /** @param due the time from which the latency counts */
  async count(due: number, response: Promise<number>): Promise<void> {
    try {
      const status = await response;
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

  responses(status: number): number {
    return this.#latencies.get(status)?.length ?? 0;
  }

  /** The latency in milliseconds that this share of the responses with this status did not exceed; `NaN` if there are none. */
  latency(status: number, share: number): number {
    const sorted = Float64Array.from(this.#latencies.get(status) ?? []).toSorted();
    return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  }
}
