// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from './connection.mjs';
import { Outstanding } from './outstanding.mjs';
import { Tally } from './tally.mjs';

/**
 * Sends the next request of each connection when its response has arrived. Responses before and after the measurement must also
 * be right.
 *
 * @param {{ address: { host: string, port: number }, connections: number, seconds: number, warmUpSeconds?: number }} options
 * @param {import('./client.js').Client} client
 */
export async function closedLoop({ address, connections, seconds, warmUpSeconds = 0 }, client) {
  const tally = new Tally();
  const outstanding = new Outstanding();
  let isCounted = false;
  let isOver = false;

  /** @param {Connection} connection */
  const ask = (connection) => {
    const { request, complaint } = client.next();
    const sentAt = performance.now();
    outstanding.count++;
    connection.send(request, (response) => {
      outstanding.count--;
      if (isCounted) {
        tally.answered(response.status, performance.now() - sentAt);
      }
      tally.judged(complaint(response));
      if (!isOver) {
        ask(connection);
      }
    });
  };

  const all = Array.from({ length: connections }, () => new Connection(address, outstanding.brokenInto(tally)));
  await Promise.allSettled(all.map((connection) => connection.opened));
  all.filter(({ isOpen }) => isOpen).forEach(ask);

  await pause(warmUpSeconds * 1000);
  const startedAt = performance.now();
  isCounted = true;
  await pause(seconds * 1000);
  isCounted = false;
  isOver = true;
  const counted = (performance.now() - startedAt) / 1000;
  const unanswered = await outstanding.settled();
  all.forEach((connection) => connection.close());
  return { ...tally.summary(counted), unanswered };
}
