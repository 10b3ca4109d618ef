import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseSignInLimiter, redisSignInLimiter } from '@portcullis/limits';
import { type AccountsHost, startAccountsHost } from '../accounts/accounts-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, startRedis } from './redis.js';

const PER_ADDRESS = 3;
const PER_NETWORK = 8;
const PATHS = ['/password/forgot', '/email/verification'] as const;

const STORES = hasRedis ? (['PostgreSQL', 'Redis'] as const) : (['PostgreSQL'] as const);

describe.each(STORES)('mails that clients ask two instances for, counted in %s', (store) => {
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
        accounts: { sending: false, mailsPerAddress: PER_ADDRESS, mailsPerNetwork: PER_NETWORK },
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

  it('are limited for each address and purpose, and then for the network', async () => {
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

/** How many mails of each purpose wait. */
async function writtenIn({ pool }: AccountsHost): Promise<Record<string, number>> {
  const sql = 'SELECT purpose, count(*)::int AS count FROM mail_outbox GROUP BY purpose';
  const { rows } = await pool.query<{ purpose: string; count: number }>(sql);
  return Object.fromEntries(rows.map(({ purpose, count }) => [purpose, count]));
}
