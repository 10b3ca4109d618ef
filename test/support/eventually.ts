import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 25;

/**
 * Polls until the result is truthy.
 *
 * @throws Error at the deadline
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  withinMs: number,
): Promise<Exclude<T, false | '' | undefined>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer as Exclude<T, false | '' | undefined>;
    }
    if (performance.now() > deadline) {
      throw new Error(`No result within ${withinMs} ms: ${ask.toString()}`);
    }
    await pause(EVERY_MS);
  }
}
