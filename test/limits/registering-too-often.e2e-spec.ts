import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock, PasswordHasher } from '@portcullis/auth';
import { TestClock } from '@portcullis/testing';
import { HashingQueue } from '../../libs/auth/src/password/hashing-queue.js';
import { QueuedPasswordHasher } from '../../libs/auth/src/password/queued-password-hasher.js';
import { BlockedPasswordHasher } from '../attacks/support/blocked.password-hasher.js';
import { until } from '../attacks/support/until.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const LIMIT = 4;
const MAX_QUEUED = 6;

let counter = 0;
const unique = () => `newcomer${(counter += 1)}`;

describe.each(ADAPTERS)('registering, on %s', (adapter) => {
  let service: TestService;
  const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
  const blocked = new BlockedPasswordHasher();
  const queue = new HashingQueue({ concurrency: 1, maxQueued: MAX_QUEUED, maxWaitMs: 20_000 });

  beforeAll(async () => {
    service = await startService({
      adapter,
      runtime: { trustProxy: 1, registrationsPerAddress: LIMIT },
      override: (builder) =>
        builder
          .overrideProvider(Clock)
          .useValue(clock)
          .overrideProvider(PasswordHasher)
          .useValue(new QueuedPasswordHasher(blocked, queue)),
    });
    if (adapter === 'express') {
      (service.app as NestExpressApplication).set('trust proxy', 1);
    }
    expect((await register('taken', '192.0.2.1')).status).toBe(201);
  });
  afterEach(() => blocked.release());
  afterAll(() => service.stop());

  const register = (username: string, address: string): Promise<Answer> =>
    service.client.postJson(
      '/register',
      { username, email: `${username}@example.com`, password: PASSWORD },
      { 'X-Forwarded-For': address },
    );

  const signIn = (username: string, address: string): Promise<Answer> =>
    service.client.postForm('/token', { username, password: PASSWORD }, { 'X-Forwarded-For': address });

  it('is refused for an hour to a network that registered too often, alike for taken and free names', async () => {
    const statuses = [];
    for (const name of [unique(), 'taken', unique(), 'taken']) {
      statuses.push((await register(name, '2001:db8:1:1::1')).status);
    }
    expect(statuses).toEqual([201, 400, 201, 400]);
    const refused = await register(unique(), '2001:db8:1:1:ffff::2');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ code: 'too_many_attempts', status: 429 });
    expect(refused.text).toBe((await register('taken', '2001:db8:1:1::1')).text);
    expect(Number(refused.headers.get('retry-after'))).toBe(3_600);
    expect((await register(unique(), '2001:db8:1:2::1')).status).toBe(201);
    clock.advance({ seconds: 3_600 });
    expect((await register(unique(), '2001:db8:1:1::1')).status).toBe(201);
  });

  it('does not count invalid requests or refused passwords', async () => {
    const address = '203.0.113.1';
    for (let attempt = 0; attempt <= LIMIT; attempt++) {
      expect((await register('', address)).status).toBe(422);
      const body = { username: unique(), email: 'a@example.com', password: 'password' };
      expect((await service.client.postJson('/register', body, { 'X-Forwarded-For': address })).status).toBe(422);
    }
    expect((await register(unique(), address)).status).toBe(201);
  });

  it('gets 503, uncounted and alike for taken and free names, while the hashing queue is full', async () => {
    blocked.block();
    const guesses = Array.from({ length: 1 + MAX_QUEUED }, (_, index) => signIn(unique(), `198.51.100.${index}`));
    await until(() => queue.waiting === MAX_QUEUED);
    // Each network has one place in the queue, and gets no second one.
    const refused: Answer[] = [];
    for (let attempt = 0; attempt <= LIMIT; attempt++) {
      refused.push(await register('taken', '198.51.100.1'), await register(unique(), '198.51.100.1'));
    }
    expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(refused[0]).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    blocked.release();
    await Promise.all(guesses);
    expect((await register(unique(), '198.51.100.1')).status).toBe(201);
  });

  it('gets 503, alike for taken and free names, when the hashing queue fills up in between', async () => {
    blocked.block();
    const guess = signIn(unique(), '192.0.2.99');
    await until(() => queue.running === 1);
    // The queue has places when each request checks for one, but no longer when most need it.
    const early: Answer[] = [];
    const all = Array.from({ length: 4 * MAX_QUEUED }, (_, index) =>
      register(index % 2 ? 'taken' : unique(), `198.51.101.${index}`).then((answer) => early.push(answer)),
    );
    await until(() => queue.waiting === MAX_QUEUED && early.length > 0);
    expect(new Set(early.map(({ status }) => status))).toEqual(new Set([503]));
    blocked.release();
    await Promise.all([guess, ...all]);
  });
});
