// @ts-check
import { killAllChildren } from './child.mjs';

/** @type {(() => Promise<unknown>)[]} */
const steps = [];

/** @param {() => Promise<unknown>} step done at the end, however it comes; the last one first */
export function onClose(step) {
  steps.push(step);
}

/** Ends all processes and removes all folders. A second call returns at once. */
export async function closeAll() {
  killAllChildren();
  for (let step = steps.pop(); step; step = steps.pop()) {
    await step();
  }
}

/** Closes everything on Ctrl-C, or when a time limit ends the run. */
export function closeOnSignals() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    // A second signal ends the process at once.
    process.once(signal, () => void closeAll().finally(() => process.exit(code)));
  }
}
