import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { type Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { expectInTime } from '../support/in-time.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { type Fault, Wire } from '../support/wire.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { openLoop } from './support/open-loop.js';
import { insertUsers, PASSWORD } from './support/users.js';
import { OwnPostgres } from './support/postgres.js';
import { me, register as registration, signIn, LoadClient } from './support/load-client.js';

const FAULTS: readonly Fault[] = ['refuses', 'is silent', 'resets'];
const POOL_SIZE = 10;
const USERS = 2 * POOL_SIZE;

/** Routes that respond without a database. */
const WITHOUT_DATABASE = [
  '/',
  '/docs',
  '/openapi.json',
  '/health/live',
  '/.well-known/jwks.json',
  '/.well-known/oauth-authorization-server',
];

// One process for all faults: a service that has survived one fault must survive the next.
describe('the service whose database', () => {
  let database: TestDatabase;
  let wire: Wire;
  let client: Client;
  let token: string;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    wire = await Wire.to(database.url);
    const { url } = await startProcess({ env: { ...sharedBy(wire.url), AUTH_ISSUER: 'https://auth.example.com' } });
    client = new Client(url);
    ({ token } = await client.newcomer('alice', PASSWORD));
    await insertUsers(database.url, USERS);
  });
  afterAll(async () => {
    await wire.close();
    await database.drop();
  });

  // Each test starts with all connections of the pool open.
  beforeEach(() => expectWholePool());

  describe.each(FAULTS)('%s', (fault) => {
    it('responds 503 within two seconds on every route that needs it, and only there', async () => {
      let slowest = 0;
      // The first round uses connections that the fault has hit, the second round new ones.
      const rounds = async () => {
        slowest = 0;
        for (let round = 0; round < 2; round++) {
          const refused = await Promise.all([
            ...Array.from({ length: 15 }, () => timed(client.me(token))),
            ...Array.from({ length: 5 }, () => timed(client.signIn('alice', PASSWORD))),
            timed(client.signIn('nobody', PASSWORD)),
            timed(register(`late${count++}`)),
            timed(client.get('/health/ready')),
          ]);
          for (const { status, headers, body, milliseconds } of refused) {
            expect({ status, retryAfter: headers.get('retry-after') }).toEqual({
              status: 503,
              retryAfter: expect.stringMatching(/^[1-9]\d*$/),
            });
            expect(body['detail']).toBe('Service temporarily unavailable');
            slowest = Math.max(slowest, milliseconds);
          }
          for (const path of WITHOUT_DATABASE) {
            expect({ path, status: (await client.get(path)).status }).toEqual({ path, status: 200 });
          }
          expect((await client.me(forged(token))).status).toBe(401);
        }
        return slowest;
      };
      await expectInTime(2_000, async () => {
        await expectWholePool();
        await wire.fail(fault);
        try {
          return await rounds();
        } finally {
          await wire.mend();
        }
      });
      const since = performance.now();
      await eventually(async () => (await client.me(token)).status === 200, 30_000);
      await eventually(async () => (await client.get('/health/ready')).status === 200, 30_000);
      const recovered = performance.now() - since;
      recordFigure(
        `a database that ${fault}`,
        `503 within ${slowest.toFixed(0)} ms, recovered after ${recovered.toFixed(0)} ms`,
      );
      expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
      expect((await register(`later${count++}`)).status).toBe(201);
      await expectWholePool();
    });

    it('recovers even if only its orchestrator sends requests', async () => {
      await wire.fail(fault);
      await expectInTime(2_000, async () => {
        expect((await client.get('/health/ready')).status).toBe(503);
      });
      await wire.mend();
      await eventually(async () => (await client.get('/health/ready')).status === 200, 30_000);
      await expectInTime(1_000, async () => {
        expect((await client.me(token)).status).toBe(200);
      });
    });

    it('loses no registration that got a 201', async () => {
      const answered: string[] = [];
      const statuses = new Set<number>();
      const over = new AbortController();
      const registering = Array.from({ length: 4 }, async () => {
        while (!over.signal.aborted) {
          const username = `newcomer${count++}`;
          const { status } = await register(username);
          statuses.add(status);
          if (status === 201) {
            answered.push(username);
          }
        }
      });
      await eventually(() => answered.length > 20, 30_000);
      await wire.fail(fault);
      await eventually(() => statuses.has(503), 30_000);
      await wire.mend();
      const before = answered.length;
      await eventually(() => answered.length > before + 20, 30_000);
      over.abort();
      await Promise.all(registering);

      expect(statuses).toEqual(new Set([201, 503]));
      const rows = await query(database.url, 'SELECT username FROM users WHERE username = ANY($1)', [answered]);
      expect(rows).toHaveLength(answered.length);
    });
  });

  it('ends every connection during traffic responds 503 to some requests, and then to none', async () => {
    const statuses = new Set<number>();
    const over = new AbortController();
    let answers = 0;
    const traffic = Array.from({ length: 12 }, async (_, worker) => {
      while (!over.signal.aborted) {
        const { status } = worker % 4 ? await client.me(token) : await client.signIn(`user${worker}`, PASSWORD);
        statuses.add(status);
        answers++;
      }
    });
    for (let time = 0; time < 5; time++) {
      const before = answers;
      await eventually(() => answers > before + 50, 30_000);
      await terminateConnections(database.url);
    }
    const before = answers;
    await eventually(() => answers > before + 100, 30_000);
    over.abort();
    await Promise.all(traffic);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (let request = 0; request < 30; request++) {
      expect((await client.me(token)).status).toBe(200);
    }
    await expectWholePool();
  });

  const register = (username: string): Promise<Answer> =>
    client.register({ username, email: `${username}@example.com`, password: PASSWORD });

  /** Sends enough traffic for all connections of the pool, and expects all of them and no more. */
  async function expectWholePool(): Promise<void> {
    await eventually(async () => {
      const [clock] = await query(database.url, 'SELECT clock_timestamp() AS since');
      await Promise.all(Array.from({ length: USERS }, (_, index) => client.signIn(`user${index}`, PASSWORD)));
      // The server keeps dead connections for a while; the service no longer uses them.
      const [used] = await query(
        database.url,
        `SELECT count(*)::int AS connections FROM pg_stat_activity ${OURS} AND state_change > $1`,
        [clock!['since']],
      );
      expect(used!['connections']).toBeLessThanOrEqual(POOL_SIZE);
      return used!['connections'] === POOL_SIZE;
    }, 30_000);
  }
});

// The short form cuts a wire instead: a separate server takes seconds of processor time.
if (LONG) {
  describe.each(['stop', 'kill'] as const)('a PostgreSQL that ends by a %s during traffic', (end) => {
    it('causes 503 while it is down, and loses nothing that got a success', async () => {
      const postgres = await OwnPostgres.start();
      const wire = await Wire.to(postgres.url);
      const { url } = await startProcess({ env: sharedBy(wire.url) });
      const { token } = await new Client(url).newcomer('alice', PASSWORD);
      await insertUsers(postgres.url, USERS);
      const loadClient = new LoadClient(url);
      const over = new AbortController();
      const answered: string[] = [];
      const stream = (perSecond: number, send: (index: number) => Promise<number>) =>
        openLoop({ perSecond, until: over.signal, send });
      const streams = Promise.all([
        stream(50, async () => (await loadClient.send(me(token))).status),
        stream(10, async (index) => (await loadClient.send(signIn(`user${index % USERS}`, PASSWORD))).status),
        stream(20, async (index) => {
          const { status } = await loadClient.send(registration(`newcomer${index}`, PASSWORD));
          if (status === 201) {
            answered.push(`newcomer${index}`);
          }
          return status;
        }),
      ]);
      let longest = 0;
      for (let time = 0; time < 3; time++) {
        const before = answered.length;
        await eventually(() => answered.length > before + 20, 20_000);
        await postgres[end]();
        await eventually(async () => (await loadClient.send(me(token))).status === 503, 30_000);
        await postgres.startAgain();
        wire.leadTo(postgres.url);
        const since = performance.now();
        await eventually(async () => (await loadClient.send(me(token))).status === 200, 30_000);
        longest = Math.max(longest, performance.now() - since);
      }
      over.abort();
      const tallies = await streams;
      loadClient.close();
      recordFigure(
        `a PostgreSQL that ends by a ${end}, 3 times`,
        `recovered after ${longest.toFixed(0)} ms, ${tallies.map(({ statuses }) => JSON.stringify(statuses)).join(' ')}`,
      );
      for (const tally of tallies) {
        expect(tally.failures).toEqual([]);
        expect(['200', '201', '503']).toEqual(expect.arrayContaining(Object.keys(tally.statuses)));
        expect(tally.latency(503, 1)).toBeLessThan(2_000);
      }
      const rows = await query(postgres.url, 'SELECT username FROM users WHERE username = ANY($1)', [answered]);
      expect(rows).toHaveLength(answered.length);
      await wire.close();
    }, 120_000);
  });
}

const OURS = `WHERE datname = current_database() AND application_name = 'portcullis'`;

async function terminateConnections(url: string): Promise<void> {
  await query(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity ${OURS}`);
}

async function timed(answer: Promise<Answer>): Promise<Answer & { readonly milliseconds: number }> {
  const since = performance.now();
  return { ...(await answer), milliseconds: performance.now() - since };
}

/** The same claims with another user's `sub`, under the old signature. */
function forged(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: '2' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
