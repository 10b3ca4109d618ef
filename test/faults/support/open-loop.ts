import { setTimeout as pause } from 'node:timers/promises';
import { Tally } from './tally.js';

export interface OpenLoopOptions {
  readonly perSecond: number;
  /** Ends the asking, whenever it comes. */
  readonly until: AbortSignal | { readonly seconds: number };
  /** @returns the status of the answer */
  readonly ask: (index: number) => Promise<number>;
}

/**
 * Asks at a fixed rate, whatever becomes of what was asked before. A latency counts from the moment at which the request was
 * due, so that a service which stalls is charged for all who would have asked meanwhile.
 *
 * @returns when everything has been answered, or has failed
 */
export async function openLoop({ perSecond, until, ask }: OpenLoopOptions): Promise<Tally> {
  const tally = new Tally();
  const begun = performance.now();
  const isOver = (index: number) => (until instanceof AbortSignal ? until.aborted : index >= until.seconds * perSecond);
  const answers: Promise<void>[] = [];
  for (let index = 0; !isOver(index); index++) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) {
      // A timer is good to a millisecond: each wake-up sends whatever is due by then.
      await pause(Math.max(1, early));
    }
    answers.push(tally.count(due, ask(index)));
  }
  await Promise.all(answers);
  return tally;
}
