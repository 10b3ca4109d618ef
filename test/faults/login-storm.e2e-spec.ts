import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compare } from 'bcrypt';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { figure, LONG } from './support/form.js';
import { inFront } from './support/in-front.js';
import { openLoop } from './support/open-loop.js';
import { insertPeople, PASSWORD } from './support/people.js';
import { me, signIn, Visitors } from './support/visitors.js';

const EXCESS = 10;
const PEOPLE = 200;

/** Short, a lower cost makes enough hashes of few seconds; then refusing nine times as many is much of the work. */
const { cost, seconds, mePerSecond, acceptedShare } = LONG
  ? { cost: 12, seconds: 30, mePerSecond: 100, acceptedShare: 0.9 }
  : { cost: 10, seconds: 3, mePerSecond: 30, acceptedShare: 0.4 };

/** In the queue two seconds at most, and then one hash. */
const SERVED_WITHIN_MS = 3_500;
const REFUSED_WITHIN_MS = 100;
const NORMAL_WITHIN_MS = 5_000;

describe('a storm of ten times as many sign-ins as can be hashed', () => {
  let database: TestDatabase;
  let hashed: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it(
    'is refused in time for what is too much, and disturbs nobody who is signed in',
    async () => {
      const env = { ...sharedBy(database.url), AUTH_BCRYPT_COST: String(cost), TRUST_PROXY: '1', LOG_LEVEL: 'warn' };
      const { url } = await startProcess({ env });
      const { token } = await new Client(url).newcomer('alice', PASSWORD);
      hashed = await insertPeople(database.url, PEOPLE, cost);
      const ceiling = await hashesPerSecond();

      const visitors = new Visitors(url);
      let withoutRetryAfter = 0;
      const everybody = () =>
        Promise.all([
          openLoop({
            perSecond: EXCESS * ceiling,
            until: { seconds },
            // Each from an address of its own: no limit on guesses, and no turns, are to decide.
            ask: async (index) => {
              const from = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
              const { status, headers } = await visitors.ask(signIn(`person${index % PEOPLE}`, PASSWORD, from));
              withoutRetryAfter += status === 503 && !/^[1-9]\d*$/.test(headers['retry-after'] ?? '') ? 1 : 0;
              return status;
            },
          }),
          openLoop({
            perSecond: mePerSecond,
            until: { seconds },
            ask: async () => (await visitors.ask(me(token))).status,
          }),
        ]);
      // The short form says nothing of latencies.
      const [storm, beside] = await (LONG ? inFront(everybody) : everybody());
      const over = performance.now();
      await eventually(async () => {
        const since = performance.now();
        const { status } = await visitors.ask(signIn('alice', PASSWORD, '10.255.255.255'));
        return status === 200 && performance.now() - since < 1_000;
      }, NORMAL_WITHIN_MS);
      const normalAfter = performance.now() - over;
      visitors.leave();

      const share = storm.answers(200) / seconds / ceiling;
      const refusedWithin = storm.latency(503, 0.99);
      const slowest = storm.latency(200, 1);
      figure('sign-ins that could be hashed', `${ceiling.toFixed(1)}/s at cost ${cost}`);
      figure('sign-ins accepted in the storm', `${(share * 100).toFixed(0)}% of that, the slowest in ${ms(slowest)}`);
      figure(
        'sign-ins refused in the storm',
        `${storm.answers(503)}, p50 ${ms(storm.latency(503, 0.5))}, p99 ${ms(refusedWithin)}`,
      );
      figure('/me beside it', `p99 ${ms(beside.latency(200, 0.99))}, ${JSON.stringify(beside.statuses)}`);
      figure('normal again after the storm', `after ${ms(normalAfter)}`);

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

  /** By bcrypt alone, before there is a storm: the ceiling. */
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
