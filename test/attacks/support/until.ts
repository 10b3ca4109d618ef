import { setTimeout } from 'node:timers/promises';

/** Waits until the condition holds, and fails where it does not within five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error('What was waited for has not come true in 5 seconds');
    }
    await setTimeout(5);
  }
}
