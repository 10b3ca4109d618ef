import { expect } from 'expect';

/** A busy machine can be slow for a while; slow code is slow each time. */
const PATIENCE_MILLISECONDS = 30_000;

/**
 * Repeats the attempt until one takes less than the limit, and fails after half a minute.
 *
 * @param limit in milliseconds
 * @param attempt may return its own duration, in milliseconds
 * @returns the number of attempts
 */
export async function expectInTime(limit: number, attempt: () => Promise<number | void>): Promise<number> {
  const start = performance.now();
  let attempts = 0;
  let quickest = Infinity;
  while (quickest >= limit && performance.now() - start < PATIENCE_MILLISECONDS) {
    const since = performance.now();
    const measured = await attempt();
    quickest = Math.min(quickest, measured ?? performance.now() - since);
    attempts += 1;
  }
  expect(quickest).toBeLessThan(limit);
  return attempts;
}
