// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './connection.mjs';
import { Latencies } from './latencies.mjs';
import { Outstanding } from './outstanding.mjs';
import { Tally } from './tally.mjs';

/**
 * Sends requests at a fixed rate, without waiting for responses. A latency counts from the time at which the request was due, so
 * that a stall of the service counts for all requests that were due meanwhile.
 *
 * @param {{ address: { host: string, port: number }, perSecond: number, seconds: number, warmUpSeconds?: number }} options
 * @param {import('./client.js').Client} client
 */
export async function openLoop({ address, perSecond, seconds, warmUpSeconds = 0 }, client) {
  const tally = new Tally();
  const outstanding = new Outstanding();
  /** How late this process sent requests, which limits the precision of latencies. */
  const lateness = new Latencies();
  /** @type {Connection[]} */
  const idle = [];
  /** @type {Connection[]} */
  const all = [];

  const open = () => {
    const connection = new Connection(address, outstanding.brokenInto(tally));
    all.push(connection);
    return connection;
  };

  const startedAt = performance.now();
  const countedFrom = startedAt + warmUpSeconds * 1000;

  /** @param {number} dueAt */
  const ask = (dueAt) => {
    const connection = idle.pop() ?? open();
    const { request, complaint } = client.next();
    const isCounted = dueAt >= countedFrom;
    if (isCounted) {
      lateness.add(performance.now() - dueAt);
    }
    outstanding.count++;
    connection.send(request, (response) => {
      outstanding.count--;
      if (isCounted) {
        tally.answered(response.status, performance.now() - dueAt);
      }
      tally.judged(complaint(response));
      idle.push(connection);
    });
  };

  const total = Math.floor((warmUpSeconds + seconds) * perSecond);
  for (let count = 0; count < total;) {
    const dueAt = startedAt + (count / perSecond) * 1000;
    const early = dueAt - performance.now();
    if (early > 0) {
      // Node's timers have a resolution of a millisecond, so each wake-up sends all requests that are due.
      await pause(Math.max(1, Math.floor(early)));
    } else {
      ask(dueAt);
      count++;
    }
  }
  const unanswered = await outstanding.settled();
  all.forEach((connection) => connection.close());
  return { ...tally.summary(seconds), unanswered, lateness: lateness.summary() };
}
