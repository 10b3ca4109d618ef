import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;

/**
 * Asks until there is an answer, and gives up at the deadline: `undefined` then.
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
