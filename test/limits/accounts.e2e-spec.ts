import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseSignInLimiter, redisSignInLimiter } from '@portcullis/limits';
import { type AccountsHost, PASSWORD, startAccountsHost } from '../accounts/accounts-host.js';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, startRedis } from './redis.js';

const PER_ADDRESS = 3;
const PER_NETWORK = 8;
const CODES_PER_NETWORK = 5;
const PATHS = ['/password/forgot', '/email/verification'] as const;

const STORES = hasRedis ? (['PostgreSQL', 'Redis'] as const) : (['PostgreSQL'] as const);

describe.each(STORES)('accounts on two instances, counted in %s', (store) => {
  let database: TestDatabase;
  let hosts: AccountsHost[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const redis = store === 'Redis' ? await startRedis() : null;
    const limiter = () => (redis ? redisSignInLimiter({ url: redis.url }) : databaseSignInLimiter());
    const start = () =>
      startAccountsHost('fastify', {
        database,
        auth: { signInLimiter: limiter() },
        // What was written stays in the table, and can be counted.
        accounts: {
          sending: false,
          // A registration writes no mail.
          emailVerification: 'off',
          mailsPerAddress: PER_ADDRESS,
          mailsPerNetwork: PER_NETWORK,
          codesPerNetwork: CODES_PER_NETWORK,
        },
      });
    hosts = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    await database.drop();
  });

  /** Asks twelve times at once, half of them each instance. */
  async function askedFor(path: string, emailOf: (index: number) => string): Promise<void> {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => hosts[index % 2]!.client.postJson(path, { email: emailOf(index) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  }

  it('limit the mails that clients ask for, for each address and purpose, and then for the network', async () => {
    const spelling = (index: number) => (index % 3 === 0 ? 'Alice@Example.com' : 'alice@example.com');
    for (const path of PATHS) {
      await askedFor(path, spelling);
    }
    expect(await writtenIn(hosts[0]!)).toEqual({ password_reset: PER_ADDRESS, email_verification: PER_ADDRESS });

    await askedFor('/password/forgot', (index) => `user${index}@example.com`);
    expect(await writtenIn(hosts[0]!)).toEqual({
      password_reset: PER_NETWORK - PER_ADDRESS,
      email_verification: PER_ADDRESS,
    });
  });

  it('limit the wrong codes of a network, and neither right codes nor tokens', async () => {
    const verify = (index: number, body: object) => hosts[index % 2]!.client.postJson('/email/verify', body);
    for (let round = 0; round <= CODES_PER_NETWORK; round += 1) {
      expect((await verify(round, await rightCode(hosts[0]!, `user-${round}`))).status).toBe(204);
    }
    const wrong = (index: number) => verify(index, { email: `guessed-${index}@example.com`, code: 'BBBB-BBBB' });
    const answers = await Promise.all(Array.from({ length: 4 * CODES_PER_NETWORK }, (_, index) => wrong(index)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(CODES_PER_NETWORK);
    expect(refused).toHaveLength(3 * CODES_PER_NETWORK);
    expect(refused[0]!.body['code']).toBe('too_many_attempts');
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await verify(0, { token: 'guessed' })).status).toBe(400);
    const reset = { email: 'guessed@example.com', code: 'BBBB-BBBB', new_password: PASSWORD };
    expect((await hosts[1]!.client.postJson('/password/reset', reset)).status).toBe(429);
  });
});

(hasRedis ? it : it.skip)('a mail that can’t be counted is not written', async () => {
  const redis = await startRedis();
  const host = await startAccountsHost('express', {
    auth: { signInLimiter: redisSignInLimiter({ url: redis.url }) },
    accounts: { sending: false },
  });
  try {
    await redis.kill();
    for (const path of PATHS) {
      expect((await host.client.postJson(path, { email: 'alice@example.com' })).status).toBe(503);
    }
    expect(await writtenIn(host)).toEqual({});
  } finally {
    await host.stop();
  }
});

/** Registers a user, and issues the code that verifies the address. */
async function rightCode({ app, client }: AccountsHost, username: string): Promise<{ email: string; code: string }> {
  const email = `${username}@example.com`;
  const { body } = await client.register({ username, email, password: PASSWORD });
  const subject = String(body['id']);
  const secret = { purpose: 'email_verification', subject, boundTo: email, lifetimeSeconds: 600 };
  const secrets = app.get(OneTimeSecrets, { strict: false });
  const { code } = await secrets.issue({ ...secret, code: { lifetimeSeconds: 600 } });
  return { email, code: code! };
}

/** How many mails of each purpose wait. */
async function writtenIn({ pool }: AccountsHost): Promise<Record<string, number>> {
  const sql = 'SELECT purpose, count(*)::int AS count FROM mail_outbox GROUP BY purpose';
  const { rows } = await pool.query<{ purpose: string; count: number }>(sql);
  return Object.fromEntries(rows.map(({ purpose, count }) => [purpose, count]));
}
