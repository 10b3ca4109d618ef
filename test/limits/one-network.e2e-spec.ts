import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@portcullis/auth';
import { TestClock } from '@portcullis/testing';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';
const MAX_DELAY = 900;

let counter = 0;

describe.each(ADAPTERS)('guessing at one account, on %s', (adapter) => {
  let service: TestService;
  const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));

  beforeAll(async () => {
    service = await startService({
      adapter,
      runtime: { trustProxy: 1 },
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    if (adapter === 'express') {
      (service.app as NestExpressApplication).set('trust proxy', 1);
    }
  });
  afterAll(() => service.stop());

  const signIn = (username: string, password: string, address: string, cookie = ''): Promise<Answer> =>
    service.client.postForm(
      '/token',
      { username, password },
      { 'X-Forwarded-For': address, ...(cookie !== '' && { Cookie: cookie }) },
    );

  async function register(): Promise<string> {
    const username = `victim${(counter += 1)}`;
    const email = `${username}@example.com`;
    expect((await service.client.register({ username, email, password: PASSWORD })).status).toBe(201);
    return username;
  }

  /** Guesses from an address as soon as it may, until it would have to wait for longer than `MAX_DELAY`. */
  async function guessFrom(username: string, address: string): Promise<number> {
    for (let guesses = 0; ;) {
      const { status, headers } = await signIn(username, WRONG, address);
      const wait = status === 429 ? Number(headers.get('retry-after')) : 0;
      if (wait > MAX_DELAY) {
        return guesses;
      }
      guesses += status === 401 ? 1 : 0;
      clock.advance({ seconds: wait });
    }
  }

  it.each([
    ['an IPv4 address', '203.0.113.1', '203.0.113.1', '198.51.100.1'],
    ['an IPv6 block', '2001:db8:1:1::1', '2001:db8:1:2::1', '2001:db8:2:1::1'],
  ])('from %s blocks it for this network only', async (_what, address, neighbour, elsewhere) => {
    const username = await register();
    expect(await guessFrom(username, address)).toBe(20);
    expect((await signIn(username, PASSWORD, neighbour)).status).toBe(429);
    expect((await signIn(username, PASSWORD, elsewhere)).status).toBe(200);
    // The success unblocks it for every network.
    expect((await signIn(username, PASSWORD, address)).status).toBe(200);
  });

  it('from one address makes no other address wait, not even for a second', async () => {
    const username = await register();
    for (let guess = 0; guess < 10; guess++) {
      await signIn(username, WRONG, '203.0.113.2');
    }
    expect((await signIn(username, WRONG, '203.0.113.2')).status).toBe(429);
    expect((await signIn(username, PASSWORD, '198.51.100.2')).status).toBe(200);
  });

  it('from several networks blocks it for all unknown devices, and not for a known one', async () => {
    const username = await register();
    const [cookie = ''] = (await signIn(username, PASSWORD, '192.0.2.1')).headers.getSetCookie();
    let guesses = 0;
    for (let network = 1; network <= 5; network++) {
      guesses += await guessFrom(username, `203.0.113.10${network}`);
    }
    expect(guesses).toBe(60);
    const refused = await signIn(username, PASSWORD, '192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(29 * 86_400);
    expect((await signIn(username, PASSWORD, '192.0.2.1', cookie.split(';')[0])).status).toBe(200);
    expect((await signIn(username, PASSWORD, '192.0.2.2')).status).toBe(200);
  });
});
