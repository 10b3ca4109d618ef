import { setTimeout } from 'node:timers/promises';

/** A busy machine can stand still for seconds. */
const PATIENCE_MILLISECONDS = 30_000;

/** Waits until the condition holds, and fails after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`The condition has not become true in time: ${condition.toString()}`);
    }
    await setTimeout(5);
  }
}
