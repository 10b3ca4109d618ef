import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compare } from 'bcrypt';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { withHighPriority } from './support/high-priority.js';
import { openLoop } from './support/open-loop.js';
import { insertUsers, PASSWORD } from './support/users.js';
import { me, signIn, LoadClient } from './support/load-client.js';

const EXCESS = 10;
const USERS = 200;

/** The short form has a lower cost, for enough hashes in a few seconds. There, refusals are much of the service's work. */
const { cost, seconds, mePerSecond, acceptedShare } = LONG
  ? { cost: 12, seconds: 30, mePerSecond: 100, acceptedShare: 0.9 }
  : { cost: 10, seconds: 3, mePerSecond: 30, acceptedShare: 0.4 };

/** Two seconds in the queue at most, then one hash. */
const SERVED_WITHIN_MS = 3_500;
const REFUSED_WITHIN_MS = 100;
const NORMAL_WITHIN_MS = LONG ? 5_000 : 30_000;

describe('a storm of ten times as many sign-ins as can be hashed', () => {
  let database: TestDatabase;
  let hashed: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it(
    'refuses the excess in time, and does not disturb signed-in users',
    async () => {
      const env = { ...sharedBy(database.url), AUTH_BCRYPT_COST: String(cost), TRUST_PROXY: '1', LOG_LEVEL: 'warn' };
      const { url } = await startProcess({ env });
      const { token } = await new Client(url).newcomer('alice', PASSWORD);
      hashed = await insertUsers(database.url, USERS, cost);
      const ceiling = await hashesPerSecond();

      const loadClient = new LoadClient(url);
      let withoutRetryAfter = 0;
      const run = () =>
        Promise.all([
          openLoop({
            perSecond: EXCESS * ceiling,
            until: { seconds },
            // Each request has its own address, so that neither limits on guesses nor turns decide.
            send: async (index) => {
              const from = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
              const { status, headers } = await loadClient.send(signIn(`user${index % USERS}`, PASSWORD, from));
              withoutRetryAfter += status === 503 && !/^[1-9]\d*$/.test(headers['retry-after'] ?? '') ? 1 : 0;
              return status;
            },
          }),
          openLoop({
            perSecond: mePerSecond,
            until: { seconds },
            send: async () => (await loadClient.send(me(token))).status,
          }),
        ]);
      // The short form does not check latencies.
      const [storm, beside] = await (LONG ? withHighPriority(run) : run());
      const over = performance.now();
      await eventually(async () => {
        const since = performance.now();
        const { status } = await loadClient.send(signIn('alice', PASSWORD, '10.255.255.255'));
        return status === 200 && performance.now() - since < 1_000;
      }, NORMAL_WITHIN_MS);
      const normalAfter = performance.now() - over;
      loadClient.close();

      // Other load of the machine may have begun since.
      const reached = LONG ? ceiling : Math.min(ceiling, await hashesPerSecond());
      const share = storm.responses(200) / seconds / reached;
      const refusedWithin = storm.latency(503, 0.99);
      const slowest = storm.latency(200, 1);
      recordFigure('sign-ins that could be hashed', `${ceiling.toFixed(1)}/s at cost ${cost}`);
      recordFigure(
        'sign-ins accepted in the storm',
        `${(share * 100).toFixed(0)}% of that, the slowest in ${ms(slowest)}`,
      );
      recordFigure(
        'sign-ins refused in the storm',
        `${storm.responses(503)}, p50 ${ms(storm.latency(503, 0.5))}, p99 ${ms(refusedWithin)}`,
      );
      recordFigure('/me during the storm', `p99 ${ms(beside.latency(200, 0.99))}, ${JSON.stringify(beside.statuses)}`);
      recordFigure('normal again after the storm', `after ${ms(normalAfter)}`);

      expect([...storm.failures, ...beside.failures]).toEqual([]);
      expect(Object.keys(storm.statuses)).toEqual(['200', '503']);
      expect(withoutRetryAfter).toBe(0);
      expect(Object.keys(beside.statuses)).toEqual(['200']);
      expect(share).toBeGreaterThan(acceptedShare);
      if (LONG) {
        expect(slowest).toBeLessThan(SERVED_WITHIN_MS);
        expect(refusedWithin).toBeLessThan(REFUSED_WITHIN_MS);
      }
    },
    (seconds + 60) * 1000,
  );

  /** The ceiling: the rate of bcrypt alone, before the storm. */
  async function hashesPerSecond(): Promise<number> {
    const since = performance.now();
    const measured = LONG ? 10_000 : 1_000;
    let hashes = 0;
    const hashing = Array.from({ length: availableParallelism() }, async () => {
      while (performance.now() - since < measured) {
        await compare(PASSWORD, hashed);
        hashes++;
      }
    });
    await Promise.all(hashing);
    return (hashes * 1000) / (performance.now() - since);
  }
});

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}
