import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, sharedBy, startProcess } from '../support/process.js';
import { query } from '../processes/query.js';
import { type Fault, Wire } from '../support/wire.js';

const PASSWORD = 'an unlikely passphrase';
const FAULTS: readonly Fault[] = ['refuses', 'is silent', 'resets'];

describe.each(FAULTS)('a database that %s', (fault) => {
  let database: TestDatabase;
  let wire: Wire;
  let client: Client;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    wire = await Wire.to(database.url);
    const { url } = await startProcess({ env: sharedBy(wire.url) });
    client = new Client(url);
    ({ token } = await client.newcomer('alice'));
    // The pool has all its connections when the fault comes.
    await Promise.all(Array.from({ length: 20 }, () => client.signIn('alice', PASSWORD)));
  });
  afterAll(async () => {
    await wire.close();
    await database.drop();
  });

  it('makes every answer that needs it a 503 within two seconds, and no other', async () => {
    await wire.fail(fault);
    try {
      // Twice: on connections that the fault has met, and on new ones.
      for (const round of ['a', 'b']) {
        const refused = await Promise.all([
          ...Array.from({ length: 15 }, () => timed(client.me(token))),
          ...Array.from({ length: 5 }, () => timed(client.signIn('alice', PASSWORD))),
          timed(client.signIn('nobody', PASSWORD)),
          timed(register(`late-${round}`)),
          timed(client.get('/health/ready')),
        ]);
        for (const { status, headers, body, milliseconds } of refused) {
          expect({ status, retryAfter: headers.get('retry-after') }).toEqual({
            status: 503,
            retryAfter: expect.stringMatching(/^[1-9]\d*$/),
          });
          expect(body['detail']).toBe('Service temporarily unavailable');
          expect(milliseconds).toBeLessThan(2_000);
        }
        expect((await client.get('/')).status).toBe(200);
        expect((await client.get('/health/live')).status).toBe(200);
        expect((await client.me(forged(token))).status).toBe(401);
      }
    } finally {
      await wire.mend();
    }
    await eventually(async () => (await client.me(token)).status === 200, 5_000);
    await eventually(async () => (await client.get('/health/ready')).status === 200, 5_000);
    expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
    expect((await register('later')).status).toBe(201);
  }, 30_000);

  it('is found to be back by an instance that nobody but its orchestrator asks', async () => {
    // All at once, so that every connection of the pool is open, and idle when the fault comes.
    await Promise.all(Array.from({ length: 20 }, () => client.signIn('alice', PASSWORD)));
    await wire.fail(fault);
    const { status, milliseconds } = await timed(client.get('/health/ready'));
    expect(status).toBe(503);
    expect(milliseconds).toBeLessThan(2_000);
    await wire.mend();
    await eventually(async () => (await client.get('/health/ready')).status === 200, 5_000);
    const since = performance.now();
    expect((await client.me(token)).status).toBe(200);
    expect(performance.now() - since).toBeLessThan(1_000);
  }, 30_000);

  it('loses no registration that was answered with 201', async () => {
    const answered: string[] = [];
    const statuses = new Set<number>();
    const over = new AbortController();
    const registering = Array.from({ length: 4 }, async (_, worker) => {
      for (let index = 0; !over.signal.aborted; index++) {
        const username = `w${worker}-${index}`;
        const { status } = await register(username);
        statuses.add(status);
        if (status === 201) {
          answered.push(username);
        }
      }
    });
    await eventually(() => answered.length > 20, 10_000);
    await wire.fail(fault);
    await eventually(() => statuses.has(503), 5_000);
    await wire.mend();
    const before = answered.length;
    await eventually(() => answered.length > before + 20, 10_000);
    over.abort();
    await Promise.all(registering);

    expect(statuses).toEqual(new Set([201, 503]));
    const rows = await query(database.url, 'SELECT username FROM users WHERE username = ANY($1)', [answered]);
    expect(rows).toHaveLength(answered.length);
  }, 30_000);

  const register = (username: string): Promise<Answer> =>
    client.register({ username, email: `${username}@example.com`, password: PASSWORD });
});

describe('a database that ends every connection in the middle of the traffic', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('costs some requests a 503, and nothing after that', async () => {
    const { url } = await startProcess({ env: sharedBy(database.url) });
    const client = new Client(url);
    const { token } = await client.newcomer('alice');
    const statuses = new Set<number>();
    const over = new AbortController();
    let answers = 0;
    const traffic = Array.from({ length: 12 }, async (_, worker) => {
      while (!over.signal.aborted) {
        const { status } = worker % 4 ? await client.me(token) : await client.signIn('alice', PASSWORD);
        statuses.add(status);
        answers++;
      }
    });
    for (let time = 0; time < 5; time++) {
      const before = answers;
      await eventually(() => answers > before + 50, 10_000);
      await terminateConnections(database.url);
    }
    const before = answers;
    await eventually(() => answers > before + 100, 10_000);
    over.abort();
    await Promise.all(traffic);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (let request = 0; request < 30; request++) {
      expect((await client.me(token)).status).toBe(200);
    }
    const [pool] = await query(database.url, `SELECT count(*)::int AS size FROM pg_stat_activity ${OURS}`);
    expect(Number(pool!['size'])).toBeLessThanOrEqual(10);
  }, 30_000);
});

const OURS = `WHERE datname = current_database() AND application_name = 'portcullis'`;

async function terminateConnections(url: string): Promise<void> {
  await query(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity ${OURS}`);
}

async function timed(answer: Promise<Answer>): Promise<Answer & { readonly milliseconds: number }> {
  const since = performance.now();
  return { ...(await answer), milliseconds: performance.now() - since };
}

/** The same claims for somebody else, under the signature that was given for these. */
function forged(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: '2' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
