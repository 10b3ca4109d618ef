import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;

/**
 * Polls until the result is defined. Returns `undefined` at the deadline.
 *
 * @param withinMs milliseconds from now
 */
export async function poll<T>(ask: () => Promise<T | undefined>, withinMs: number): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) {
      return answer;
    }
    await pause(EVERY_MS);
  }
}
