// @ts-check
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTESTANTS, TOKENS } from './contestants.mjs';
import { Load } from './load/load.mjs';
import { onClose } from './process/closing.mjs';
import { startService } from './servers/service.mjs';
import { choosePeople, insertPeople, signIn } from './setup/people.mjs';
import { query, startPostgres } from './setup/postgres.mjs';

const USERS = 10_000;

/** @typedef {import('./contestants.mjs').Contestant} Contestant */

/**
 * What all scenarios share: the database with people in it, the service, those who are signed in to it, and the load
 * generator.
 *
 * @typedef {object} Stage
 * @property {import('./options.mjs').Options} options
 * @property {string} folder
 * @property {string} databaseUrl
 * @property {Load} load
 * @property {import('./process/child.mjs').Child} service
 * @property {string} loginHash of those whose hash has the cost of production
 * @property {import('./setup/people.mjs').SignedIn[]} people
 * @property {string[]} notes what a reader of the results has to know
 * @property {string[]} troubles what was answered wrongly, or not at all
 * @property {(name: import('./contestants.mjs').ContestantName) => Promise<Contestant | null>} contestant comes up when it is
 *   first asked for, and stays
 */

/**
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<Stage>}
 */
export async function openStage(options) {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  // PostgreSQL does not run as root, and must get to its folder.
  await chmod(folder, 0o755);
  onClose(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const starting = startPostgres(folder);
  onClose(async () => (await starting).stop());
  const postgres = await starting;
  const load = await Load.start();
  onClose(() => load.stop());
  const service = await startService({ databaseUrl: postgres.url, folder, name: 'service' });
  const { loginHash } = await insertPeople(postgres.url, USERS);
  const people = await signIn(service.url, await choosePeople(postgres.url, TOKENS));
  // Now, and not when autovacuum gets to it in the middle of a turn.
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
    people,
    notes: noteOfOtherWork(),
    troubles: [],
    contestant: (name) => {
      const contestant = entered.get(name) ?? CONTESTANTS[name](stage);
      entered.set(name, contestant);
      return contestant;
    },
  };
  if (!load.hasPriority) {
    stage.notes.push('The load generator had no priority over the service: latencies in the storm are partly its own.');
  }
  return stage;
}

/** Figures of a machine that has other things to do are worth little, and should say so themselves. */
function noteOfOtherWork() {
  // Of five minutes: what the bench itself has done so far hardly counts.
  const [, load = 0] = loadavg();
  return load < availableParallelism() / 2
    ? []
    : [
        `The machine was busy with other work before the run began: a load of ${load.toFixed(1)} on ${availableParallelism()} processors.`,
      ];
}
