import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { sharedBy, startProcess, type StartedService } from '../support/process.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { findNginx, type Nginx, startNginx } from './support/nginx.js';
import { openLoop } from './support/open-loop.js';
import { insertUsers, PASSWORD } from './support/users.js';
import type { Tally } from './support/tally.js';
import { me, type LoadRequest, register, signIn, LoadClient } from './support/load-client.js';

const USERS = 50;

const { perSecond, rolls, ends } = LONG ? { perSecond: 100, rolls: 5, ends: 6 } : { perSecond: 30, rolls: 1, ends: 1 };

/** Low enough that a newly started instance can hash all passwords. */
const PASSWORDS_SHARE = 1 / 3;

/** Twice the time for which nginx avoids an instance that it could not reach. */
const BACK_WITH_NGINX_MS = 2_000;

/** Each signal costs several processes, so only the long form tests the gentler one. */
const UNANNOUNCED: readonly NodeJS.Signals[] = LONG ? ['SIGKILL', 'SIGTERM'] : ['SIGKILL'];

const nginxPath = findNginx();
if (nginxPath === undefined) {
  const reason = 'No nginx on the PATH or in /usr/sbin';
  if (process.env['CI']) {
    throw new Error(reason);
  }
  process.stderr.write(`The test of a rolling restart is skipped: ${reason}.\n`);
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
    await insertUsers(database.url, USERS);
    nginx = await startNginx(nginxPath ?? '', ports);
    ({ token } = await new Client(nginx.url).newcomer('alice', PASSWORD));
  });
  afterAll(() => database.drop());

  it(
    'lose no request during a rolling restart',
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
      recordFigure(`rolling restart, ${2 * rolls} stops`, described(traffic));
      const { asked, signedIn, registered, errors } = traffic;
      expect(errors).toEqual([]);
      expect([asked, signedIn, registered].flatMap(({ failures }) => failures)).toEqual([]);
      expect([asked, signedIn, registered].map(({ statuses }) => Object.keys(statuses))).toEqual([
        ['200'],
        ['200'],
        ['201'],
      ]);
    },
    rolls * 120_000,
  );

  it.each(UNANNOUNCED)(
    'lose no GET and no successful registration when one ends by %s without notice to nginx',
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
      recordFigure(`${signal} behind nginx, ${ends} times`, described(traffic));
      const { asked, signedIn, registered } = traffic;
      expect([asked, signedIn, registered].flatMap(({ failures }) => failures)).toEqual([]);
      expect(Object.keys(asked.statuses)).toEqual(['200']);
      // nginx does not repeat these on the other instance, which might process them a second time.
      expect([200, 502]).toEqual(expect.arrayContaining(statusesOf(signedIn)));
      expect([201, 502]).toEqual(expect.arrayContaining(statusesOf(registered)));
      const rows = await query(database.url, `SELECT id FROM users WHERE username LIKE 'newcomer%'`);
      expect(rows.length).toBeGreaterThanOrEqual(registered.responses(201));
    },
    ends * 120_000,
  );

  function start(which: 0 | 1): Promise<StartedService> {
    const env = { ...sharedBy(database.url), PORT: String(ports[which]), TRUST_PROXY: '1', LOG_LEVEL: 'warn' };
    return startProcess({ env });
  }

  interface Traffic {
    readonly asked: Tally;
    readonly signedIn: Tally;
    readonly registered: Tally;
    /** The responses with a status of 500 and above. */
    readonly errors: readonly string[];
  }

  /** Runs three streams of requests before, during and after the work. */
  async function during(work: () => Promise<void>): Promise<Traffic> {
    const over = new AbortController();
    // A new connection for each request: a reload of nginx closes kept-alive ones even if a request is on its way.
    const loadClient = new LoadClient(nginx.url, { keepAlive: false });
    const errors: string[] = [];
    const stream = (share: number, request: () => LoadRequest) =>
      openLoop({
        perSecond: share * perSecond,
        until: over.signal,
        send: async () => {
          const { status, body } = await loadClient.send(request());
          if (status >= 500) {
            errors.push(`${status} ${body}`);
          }
          return status;
        },
      });
    const streams = Promise.all([
      stream(1, () => me(token)),
      stream(PASSWORDS_SHARE, () => signIn(`user${count++ % USERS}`, PASSWORD)),
      stream(PASSWORDS_SHARE, () => register(`newcomer${count++}`, PASSWORD)),
    ]);
    try {
      await pause(500);
      await work();
    } finally {
      over.abort();
    }
    const [asked, signedIn, registered] = await streams;
    loadClient.close();
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
