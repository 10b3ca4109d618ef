// @ts-check
import { medianThroughput, noteTroubles } from '../measure/throughput.mjs';
import { slopeOf } from '../measure/slope.mjs';
import { residentBytesOf } from '../process/usage.mjs';
import { startService } from '../servers/service.mjs';

const MEGABYTE = 1024 * 1024;
const LIMIT_MB = 250;
const MINUTES_OF_THE_BAR = 5;
const EVERY_MS = 1_000;

/** Garbage collection alone can change the heap by this much in a minute, without a leak. */
const LEVEL_MB_PER_MINUTE = 2;

/**
 * Memory of a new service under full load.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function memory(stage) {
  const { options, load } = stage;
  await stage.contestant('service');
  const child = await startService({ ...stage, name: 'memory' });
  const seconds = options.minutes * 60;
  /** @type {{ minutes: number, megabytes: number }[]} */
  const samples = [];
  const startedAt = performance.now();
  const sample = async () => {
    const bytes = await residentBytesOf(child.pid);
    if (bytes !== null) {
      samples.push({ minutes: (performance.now() - startedAt) / 60_000, megabytes: bytes / MEGABYTE });
    }
  };
  const watch = setInterval(() => void sample(), EVERY_MS);
  const result = await load.closed({ client: 'service', address: child.address, connections: 32, seconds });
  clearInterval(watch);
  await child.stop();
  noteTroubles(stage, 'memory', result);

  if (options.minutes < MINUTES_OF_THE_BAR) {
    stage.notes.push('The memory was measured too briefly to tell a slope from the warm-up: use --minutes 5.');
  }

  const settled = samples.slice(Math.floor(samples.length / 2));
  const slope = slopeOf(settled.map(({ minutes, megabytes }) => [minutes, megabytes]));
  const last = settled.at(-1)?.megabytes ?? NaN;
  return {
    rows: [
      {
        title: 'Portcullis, HS256, just started',
        connections: 32,
        ...medianThroughput([{ perSecond: 0, p50: null, p99: null, cpuMicroseconds: null, ...result.byStatus[200] }]),
      },
    ],
    targets: [
      {
        what: `resident memory after ${Number(options.minutes.toFixed(1))} minutes of load`,
        atLeast: `under ${LIMIT_MB} MB, slope zero`,
        measured: `${last.toFixed(0)} MB, ${slope.toFixed(1)} MB a minute in the second half`,
        reached: last < LIMIT_MB && slope < LEVEL_MB_PER_MINUTE,
      },
    ],
    details: { samples },
  };
}
