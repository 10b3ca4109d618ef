import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { sharedBy, startProcess, type StartedService } from '../support/process.js';
import { figure, LONG } from './support/form.js';
import { findNginx, type Nginx, startNginx } from './support/nginx.js';
import { openLoop } from './support/open-loop.js';
import { insertPeople, PASSWORD } from './support/people.js';
import type { Tally } from './support/tally.js';
import { me, type Question, register, signIn, Visitors } from './support/visitors.js';

const PEOPLE = 50;

const { perSecond, rolls, ends } = LONG ? { perSecond: 100, rolls: 5, ends: 6 } : { perSecond: 30, rolls: 1, ends: 1 };

/** So few that an instance which has just been started is not asked for more hashes than fit. */
const PASSWORDS_SHARE = 1 / 3;

/** For how long nginx leaves alone whom it has not reached, and as long again. */
const BACK_WITH_NGINX_MS = 2_000;

/** Each takes its processes: the gentler one is tried in the long form alone. */
const UNANNOUNCED: readonly NodeJS.Signals[] = LONG ? ['SIGKILL', 'SIGTERM'] : ['SIGKILL'];

const nginxPath = findNginx();
if (nginxPath === undefined) {
  const reason = 'No nginx found: not on the PATH, and not where Debian puts it';
  if (process.env['CI']) {
    throw new Error(reason);
  }
  process.stderr.write(`A rolling restart is not tried. ${reason}.\n`);
}

(nginxPath === undefined ? describe.skip : describe)('two instances behind nginx, under load', () => {
  let database: TestDatabase;
  let ports: [number, number];
  let instances: [StartedService, StartedService];
  let nginx: Nginx;
  let token: string;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    ports = [await freePort(), await freePort()];
    instances = await Promise.all([start(0), start(1)]);
    await insertPeople(database.url, PEOPLE);
    nginx = await startNginx(nginxPath ?? '', ports);
    ({ token } = await new Client(nginx.url).newcomer('alice', PASSWORD));
  }, 60_000);
  afterAll(() => database.drop());

  it(
    'lose no request while one after the other is stopped and started again',
    async () => {
      const traffic = await during(async () => {
        for (let roll = 0; roll < rolls; roll++) {
          for (const which of [0, 1] as const) {
            await nginx.markDown(which);
            instances[which].signal('SIGTERM');
            expect(await instances[which].exited).toEqual({ code: 0, signal: null });
            instances[which] = await start(which);
            await nginx.markDown(undefined);
          }
        }
      });
      figure(`rolling restart, ${2 * rolls} stops`, described(traffic));
      const { asked, signedIn, registered, errors } = traffic;
      expect(errors).toEqual([]);
      expect([asked, signedIn, registered].flatMap(({ failures }) => failures)).toEqual([]);
      expect([asked, signedIn, registered].map(({ statuses }) => Object.keys(statuses))).toEqual([
        ['200'],
        ['200'],
        ['201'],
      ]);
    },
    rolls * 60_000,
  );

  it.each(UNANNOUNCED)(
    'lose no question, and no registration that was answered, when one ends by %s and nobody has told nginx',
    async (signal) => {
      const traffic = await during(async () => {
        for (let end = 0; end < ends; end++) {
          const which = (end % 2) as 0 | 1;
          await pause(500);
          instances[which].signal(signal);
          await instances[which].exited;
          await pause(500);
          instances[which] = await start(which);
          await pause(BACK_WITH_NGINX_MS);
        }
      });
      figure(`${signal} behind nginx, ${ends} times`, described(traffic));
      const { asked, signedIn, registered } = traffic;
      expect([asked, signedIn, registered].flatMap(({ failures }) => failures)).toEqual([]);
      expect(Object.keys(asked.statuses)).toEqual(['200']);
      // What an instance took with it is not sent to the other, which might do it a second time.
      expect([200, 502]).toEqual(expect.arrayContaining(statusesOf(signedIn)));
      expect([201, 502]).toEqual(expect.arrayContaining(statusesOf(registered)));
      const rows = await query(database.url, `SELECT id FROM users WHERE username LIKE 'newcomer%'`);
      expect(rows.length).toBeGreaterThanOrEqual(registered.answers(201));
    },
    ends * 60_000,
  );

  function start(which: 0 | 1): Promise<StartedService> {
    const env = { ...sharedBy(database.url), PORT: String(ports[which]), TRUST_PROXY: '1', LOG_LEVEL: 'warn' };
    return startProcess({ env });
  }

  interface Traffic {
    readonly asked: Tally;
    readonly signedIn: Tally;
    readonly registered: Tally;
    /** The answers with a status from 500 on. */
    readonly errors: readonly string[];
  }

  /** Three streams, from before the work begins until after it is done. */
  async function during(work: () => Promise<void>): Promise<Traffic> {
    const over = new AbortController();
    // Anew for each question: a reload of nginx ends the connections that it keeps, whatever is on its way in them.
    const visitors = new Visitors(nginx.url, { keepAlive: false });
    const errors: string[] = [];
    const stream = (share: number, question: () => Question) =>
      openLoop({
        perSecond: share * perSecond,
        until: over.signal,
        ask: async () => {
          const { status, body } = await visitors.ask(question());
          if (status >= 500) {
            errors.push(`${status} ${body}`);
          }
          return status;
        },
      });
    const streams = Promise.all([
      stream(1, () => me(token)),
      stream(PASSWORDS_SHARE, () => signIn(`person${count++ % PEOPLE}`, PASSWORD)),
      stream(PASSWORDS_SHARE, () => register(`newcomer${count++}`, PASSWORD)),
    ]);
    try {
      await pause(500);
      await work();
    } finally {
      over.abort();
    }
    const [asked, signedIn, registered] = await streams;
    visitors.leave();
    return { asked, signedIn, registered, errors };
  }
});

function statusesOf({ statuses }: Tally): number[] {
  return Object.keys(statuses).map(Number);
}

function described({
  asked,
  signedIn,
  registered,
}: Readonly<Record<'asked' | 'signedIn' | 'registered', Tally>>): string {
  return Object.entries({ '/me': asked, '/token': signedIn, '/register': registered })
    .map(([name, { statuses, failures }]) => `${name} ${JSON.stringify(statuses)}, ${failures.length} broken`)
    .join('; ');
}
