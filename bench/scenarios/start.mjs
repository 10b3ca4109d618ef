// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inRounds } from '../measure/in-rounds.mjs';
import { median } from '../measure/median.mjs';
import { startChild } from '../process/child.mjs';
import { freePort } from '../process/free-port.mjs';
import { startService } from '../servers/service.mjs';
import { ROOT } from '../setup/paths.mjs';

const BAR_MS = 1_500;
const ROUNDS_AT_LEAST = 3;

/**
 * From the start of the process to the first good response of `/health/ready`, with everything built and existing data: as
 * `npm start`, which also starts an embedded PostgreSQL, and in production with a running database.
 *
 * @type {import('./scenario.js').Scenario}
 */
export async function start(stage) {
  const dataDir = join(stage.folder, 'start');
  await mkdir(dataDir);
  const embedded = async () => {
    const child = await startEmbedded(stage, dataDir);
    await child.stop();
    return child.readyAfterMs;
  };
  const production = async () => {
    const child = await startService({ ...stage, name: 'start-production' });
    await child.stop();
    return child.readyAfterMs;
  };
  // Creates the data.
  await embedded();

  const rounds = Math.max(stage.options.rounds, ROUNDS_AT_LEAST);
  const measured = await inRounds(rounds, [embedded, production], (measure) => measure());
  /** @param {typeof embedded} how */
  const seconds = (how) => median(measured.get(how) ?? []) / 1000;
  return {
    rows: [],
    targets: [
      { how: embedded, what: 'start to ready, embedded PostgreSQL' },
      { how: production, what: 'start to ready, production' },
    ].map(({ how, what }) => ({
      what,
      atLeast: `${BAR_MS / 1000} s`,
      measured: `${seconds(how).toFixed(2)} s`,
      reached: seconds(how) * 1000 <= BAR_MS,
    })),
    details: { embedded: measured.get(embedded), production: measured.get(production) },
  };
}

/**
 * Starts what `npm start` starts.
 *
 * @param {import('../stage.mjs').Stage} stage
 * @param {string} dataDir
 */
async function startEmbedded({ folder }, dataDir) {
  const port = await freePort();
  return startChild({
    command: process.execPath,
    args: ['--max-semi-space-size=4', join(ROOT, 'scripts', 'start.mjs')],
    port,
    readyPath: '/health/ready',
    cwd: folder,
    log: join(folder, 'start.log'),
    env: { NODE_ENV: 'development', PORT: String(port), DATA_DIR: dataDir },
  });
}
