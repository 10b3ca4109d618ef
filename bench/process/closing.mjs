// @ts-check
import { killAllChildren } from './child.mjs';

/** @type {(() => Promise<unknown>)[]} */
const steps = [];

/** @param {() => Promise<unknown>} step done at the end, however it comes; the last one first */
export function onClose(step) {
  steps.push(step);
}

/** Leaves nothing behind: no process, no folder. A second call waits for nothing. */
export async function closeAll() {
  killAllChildren();
  for (let step = steps.pop(); step; step = steps.pop()) {
    await step();
  }
}

/** Ctrl-C in the middle of a run, or its end by a time limit. */
export function closeOnSignals() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    // A second one does not wait.
    process.once(signal, () => void closeAll().finally(() => process.exit(code)));
  }
}
