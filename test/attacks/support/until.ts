import { setTimeout } from 'node:timers/promises';

/** Waits until the condition holds, and fails after five seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error('The condition has not become true in 5 seconds');
    }
    await setTimeout(5);
  }
}
