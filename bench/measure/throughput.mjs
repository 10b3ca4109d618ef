// @ts-check
import { cpuSecondsOf } from '../process/usage.mjs';
import { median } from './median.mjs';

/**
 * In the first round V8 compiles the code meanwhile. In later rounds the heap grows back: V8 shrinks the heap of an idle process,
 * and a request then takes a third longer for a second. In seconds.
 */
const WARM_UP = 2;
const QUICK_WARM_UP = 1;

/**
 * @typedef {object} Throughput
 * @property {number} perSecond
 * @property {number | null} p50 milliseconds
 * @property {number | null} p99 milliseconds
 * @property {number | null} cpuMicroseconds processor time of the server process for one request
 */

/**
 * Sends requests as fast as a number of connections allows.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {object} what
 * @param {string} what.client
 * @param {import('../process/child.mjs').Child} what.child
 * @param {number} what.connections
 * @param {number} what.seconds
 * @param {number} [what.warmUpSeconds]
 * @returns {Promise<Throughput>}
 */
export async function measureThroughput(stage, { client, child, connections, seconds, warmUpSeconds }) {
  const order = { client, address: child.address, connections };
  const byDefault = stage.options.quick ? QUICK_WARM_UP : WARM_UP;
  const warmUp = await stage.load.closed({ ...order, seconds: warmUpSeconds ?? byDefault });
  noteTroubles(stage, client, warmUp);
  const cpuBefore = await cpuSecondsOf(child.pid);
  const result = await stage.load.closed({ ...order, seconds });
  const cpuAfter = await cpuSecondsOf(child.pid);
  noteTroubles(stage, client, result);
  const { count = 0, perSecond = 0, p50 = null, p99 = null } = result.byStatus[200] ?? {};
  const isKnown = cpuBefore !== null && cpuAfter !== null && count > 0;
  const cpuMicroseconds = isKnown ? ((cpuAfter - cpuBefore) * 1e6) / count : null;
  return { perSecond, p50, p99, cpuMicroseconds };
}

/**
 * @param {import('../stage.mjs').Stage} stage
 * @param {string} client
 * @param {import('../load/load.mjs').LoadResult} result
 */
export function noteTroubles(stage, client, { wrong, unanswered }) {
  for (const [reason, count] of Object.entries(wrong)) {
    stage.troubles.push(`${client}: ${count} × ${reason}`);
  }
  if (unanswered > 0) {
    stage.troubles.push(`${client}: ${unanswered} requests got no response`);
  }
}

/**
 * @param {readonly Throughput[]} rounds
 * @returns {Throughput}
 */
export function medianThroughput(rounds) {
  /** @param {(round: Throughput) => number | null} member */
  const of = (member) => {
    const values = rounds.map(member).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  return {
    perSecond: of(({ perSecond }) => perSecond) ?? 0,
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpuMicroseconds: of(({ cpuMicroseconds }) => cpuMicroseconds),
  };
}
