// @ts-check
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noteTroubles } from '../measure/throughput.mjs';
import { startService } from '../servers/service.mjs';
import { BENCH, DIST, ROOT } from '../setup/paths.mjs';
import { roomOf } from './room-of.mjs';
import { selfTimes } from './self-times.mjs';

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;

/**
 * Profiles the service while it responds to `GET /me`.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @returns {Promise<string>} a table
 */
export async function profile(stage) {
  await stage.contestant('service');
  const file = join(stage.folder, 'me.cpuprofile');
  const child = await startService({
    ...stage,
    name: 'profile',
    // The bundle of the image does not show the source of its code.
    script: join(DIST, 'src', 'main.js'),
    nodeArgs: ['--import', join(BENCH, 'profile', 'recorder.mjs')],
    env: { PROFILE_FILE: file },
  });
  const order = { client: 'service', address: child.address, connections: CONNECTIONS };
  noteTroubles(stage, 'profile', await stage.load.closed({ ...order, seconds: WARM_UP_SECONDS }));
  process.kill(child.pid, 'SIGUSR2');
  const result = await stage.load.closed({ ...order, seconds: stage.options.seconds });
  process.kill(child.pid, 'SIGUSR2');
  noteTroubles(stage, 'profile', result);
  while (!existsSync(file)) {
    await pause(20);
  }
  await child.stop();
  const times = selfTimes(JSON.parse(await readFile(file, 'utf8')), (frame) => roomOf(frame, ROOT));
  return tableOf(times, result.byStatus[200]?.count ?? 0);
}

/**
 * @param {ReadonlyMap<string, number>} times in microseconds
 * @param {number} requests
 */
function tableOf(times, requests) {
  const busy = [...times].filter(([room]) => room !== '(idle)').toSorted(([, a], [, b]) => b - a);
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  const lines = busy
    .filter(([, time]) => time / total >= 0.002)
    .map(([room, time]) => {
      const share = `${((time / total) * 100).toFixed(1)}%`.padStart(6);
      return `${share}  ${(time / requests).toFixed(2).padStart(7)} µs  ${room}`;
    });
  const head = `Self time of ${(total / requests).toFixed(1)} µs for one request, of ${requests}:`;
  return [head, ...lines].join('\n');
}
