// @ts-check
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTESTANTS, TOKENS } from './contestants.mjs';
import { Load } from './load/load.mjs';
import { onClose } from './process/closing.mjs';
import { startService } from './servers/service.mjs';
import { chooseUsers, insertUsers } from './setup/users.mjs';
import { query, startPostgres } from './setup/postgres.mjs';
import { signedIn } from './setup/signed-in.mjs';

const USERS = 10_000;

/** @typedef {import('./contestants.mjs').Contestant} Contestant */

/**
 * Shared by all scenarios: the database with its users, the service, the signed-in users, and the load generator.
 *
 * @typedef {object} Stage
 * @property {import('./options.mjs').Options} options
 * @property {string} folder
 * @property {string} databaseUrl
 * @property {Load} load
 * @property {import('./process/child.mjs').Child} service
 * @property {string} loginHash of the users whose hash has the cost of production
 * @property {import('./setup/users.mjs').SignedIn[]} users
 * @property {string[]} notes for the reader of the results
 * @property {string[]} troubles wrong or missing responses
 * @property {(name: import('./contestants.mjs').ContestantName) => Promise<Contestant | null>} contestant starts at first use
 *   and stays up
 */

/**
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<Stage>}
 */
export async function openStage(options) {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  // PostgreSQL runs as another user than root, who must reach its folder.
  await chmod(folder, 0o755);
  onClose(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const starting = startPostgres(folder);
  onClose(async () => (await starting).stop());
  const postgres = await starting;
  const load = await Load.start();
  onClose(() => load.stop());
  const service = await startService({ databaseUrl: postgres.url, folder, name: 'service' });
  const { loginHash } = await insertUsers(postgres.url, USERS);
  const users = await signedIn({ databaseUrl: postgres.url, folder }, await chooseUsers(postgres.url, TOKENS));
  // Otherwise autovacuum may run during a measurement.
  await query(postgres.url, 'VACUUM ANALYZE');
  /** @type {Map<string, Promise<Contestant | null>>} */
  const entered = new Map();
  /** @type {Stage} */
  const stage = {
    options,
    folder,
    databaseUrl: postgres.url,
    load,
    service,
    loginHash,
    users,
    notes: noteOfOtherWork(),
    troubles: [],
    contestant: (name) => {
      const contestant = entered.get(name) ?? CONTESTANTS[name](stage);
      entered.set(name, contestant);
      return contestant;
    },
  };
  if (!load.hasPriority) {
    stage.notes.push(
      'The load generator had no priority over the service, so latencies in the storm are partly its own.',
    );
  }
  return stage;
}

/** Notes other load on the machine, which makes the figures unreliable. */
function noteOfOtherWork() {
  // The average of five minutes, in which the bench itself hardly counts yet.
  const [, load = 0] = loadavg();
  return load < availableParallelism() / 2
    ? []
    : [
        `The machine was busy with other work before the run began: a load of ${load.toFixed(1)} on ${availableParallelism()} processors.`,
      ];
}
