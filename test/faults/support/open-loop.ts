import { setTimeout as pause } from 'node:timers/promises';
import { Tally } from './tally.js';

export interface OpenLoopOptions {
  readonly perSecond: number;
  /** Ends the load. */
  readonly until: AbortSignal | { readonly seconds: number };
  /** @returns the status of the response */
  readonly send: (index: number) => Promise<number>;
}

/**
 * Sends requests at a fixed rate, without waiting for earlier responses. A latency counts from the time at which the request was
 * due, so a stall of the service counts for every request that was due during it.
 *
 * @returns when every request has got its response or failed
 */
export async function openLoop({ perSecond, until, send }: OpenLoopOptions): Promise<Tally> {
  const tally = new Tally();
  const begun = performance.now();
  const isOver = (index: number) => (until instanceof AbortSignal ? until.aborted : index >= until.seconds * perSecond);
  const counted: Promise<void>[] = [];
  for (let index = 0; !isOver(index); index++) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) {
      // A timer is accurate to a millisecond, so each wake-up sends all requests that are due.
      await pause(Math.max(1, early));
    }
    counted.push(tally.count(due, send(index)));
  }
  await Promise.all(counted);
  return tally;
}
