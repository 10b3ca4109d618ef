import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@portcullis/auth';
import { TestClock } from '@portcullis/testing';
import { users } from '../cli/users.command.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';
import { startService, type TestService } from '../support/service.js';
import { hasRedis, startRedis, type TestRedis } from './redis.js';

const FREE = 10;
const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';

(hasRedis ? describe : describe.skip)('two instances that count guesses in Redis', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let one: TestService;
  let other: TestService;

  beforeAll(async () => {
    [redis, database] = await Promise.all([startRedis(), createTestDatabase()]);
    // No wait ends while it stands still.
    const clock = new TestClock(new Date());
    const start = () =>
      startService({
        runtime: { databaseUrl: database.url, redisUrl: redis.url },
        override: (builder) => builder.overrideProvider(Clock).useValue(clock),
      });
    one = await start();
    other = await start();
    await one.client.newcomer('alice', PASSWORD);
    await one.client.newcomer('bob', PASSWORD);
  });
  afterAll(async () => {
    await Promise.all([one, other].map((service) => service.stop()));
    await database.drop();
  });

  const statusOf = async ({ client }: TestService, username: string, password: string) =>
    (await client.signIn(username, password)).status;

  it('count together, also after a crash of Redis; without Redis no sign-in succeeds', async () => {
    const guesses = Array.from({ length: 40 }, (_, index) => statusOf([one, other][index % 2]!, 'alice', WRONG));
    expect((await Promise.all(guesses)).filter((status) => status === 401)).toHaveLength(FREE);

    await redis.kill();
    for (const service of [one, other]) {
      const answer = await service.client.signIn('bob', PASSWORD);
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ error: 'temporarily_unavailable' });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }

    await redis.start();
    await eventually(async () => (await statusOf(one, 'bob', PASSWORD)) === 200, 30_000);
    await eventually(async () => (await statusOf(other, 'bob', PASSWORD)) === 200, 30_000);
    expect(await statusOf(one, 'alice', WRONG)).toBe(429);
    expect(await statusOf(other, 'alice', PASSWORD)).toBe(429);
  });

  it('let a user sign in again after an operator unlocked the account', async () => {
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url };
    await Promise.all(Array.from({ length: FREE }, () => statusOf(one, 'bob', WRONG)));
    await statusOf(one, 'bob', WRONG);
    expect(await users(['unlock', 'BOB'], env)).toMatchObject({ code: 0, stderr: '' });
    expect(await statusOf(other, 'bob', PASSWORD)).toBe(200);
  });
});
