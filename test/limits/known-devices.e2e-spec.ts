import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock, PasswordHasher, UserRepository } from '@portcullis/auth';
import { accountOf, SignInLimiter } from '@portcullis/auth/spi';
import { TestClock } from '@portcullis/testing';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';
const FREE = 10;
const FROM_ADDRESS = 150;
const AT_ONCE = 15;

const COOKIE =
  /^__Secure-portcullis_device=([\w-]+\.\d+\.[\w-]+); Path=\/token; HttpOnly; Secure; SameSite=Strict; Max-Age=7776000$/;

let counter = 0;
const unique = () => `person${(counter += 1)}`;

describe.each(ADAPTERS)('guessing at an account, on %s', (adapter) => {
  let service: TestService;
  const hasher = new CountingPasswordHasher();
  const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));

  beforeAll(async () => {
    service = await startService({
      adapter,
      runtime: { trustProxy: 1, attemptsPerAddress: FROM_ADDRESS },
      override: (builder) =>
        builder.overrideProvider(Clock).useValue(clock).overrideProvider(PasswordHasher).useValue(hasher),
    });
    if (adapter === 'express') {
      (service.app as NestExpressApplication).set('trust proxy', 1);
    }
  });
  afterAll(() => service.stop());

  /** A new address for each test, so that each has its own budget. */
  let home: string;
  beforeEach(() => {
    home = `192.0.2.${(counter += 1)}`;
  });

  interface Origin {
    readonly address?: string;
    readonly cookie?: string;
  }

  const signIn = (username: string, password: string, { address = home, cookie }: Origin = {}) =>
    service.client.postForm(
      '/token',
      { username, password },
      { 'X-Forwarded-For': address, ...(cookie !== undefined && { Cookie: cookie }) },
    );

  async function register(): Promise<string> {
    const username = unique();
    await service.client.register({ username, email: `${username}@example.com`, password: PASSWORD });
    return username;
  }

  /** The cookie of the device, as it sends it back. */
  async function knownDevice(username: string, origin?: Origin): Promise<string> {
    const answer = await signIn(username, PASSWORD, origin);
    expect(answer.status).toBe(200);
    return cookieIn(answer);
  }

  function cookieIn({ headers }: Answer): string {
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(COOKIE);
    return cookie!.split(';')[0]!;
  }

  const retryAfter = ({ headers }: Answer) => Number(headers.get('retry-after'));

  /** Guesses from one address until it has to wait. */
  async function guessUntilDelayed(username: string, origin: Origin = {}): Promise<void> {
    for (let guess = 0; guess < FREE; guess++) {
      expect((await signIn(username, WRONG, origin)).status).toBe(401);
    }
    expect((await signIn(username, WRONG, origin)).status).toBe(429);
  }

  it('from elsewhere does not block its owner on a known device', async () => {
    const username = await register();
    const cookie = await knownDevice(username);
    await guessUntilDelayed(username);
    expect((await signIn(username, PASSWORD)).status).toBe(429);
    expect((await signIn(username.toUpperCase(), PASSWORD, { cookie })).status).toBe(200);
    // After this success the owner may sign in from anywhere.
    expect((await signIn(username, PASSWORD)).status).toBe(200);
  });

  it('from a known device is limited too, and does not block its owner elsewhere', async () => {
    const username = await register();
    const cookie = await knownDevice(username);
    await guessUntilDelayed(username, { cookie });
    expect((await signIn(username, PASSWORD, { cookie })).status).toBe(429);
    expect((await signIn(username, PASSWORD)).status).toBe(200);
  });

  it('is limited on all known devices together', async () => {
    const username = await register();
    const cookies: string[] = [];
    for (let device = 0; device < 6; device++) {
      cookies.push(await knownDevice(username));
    }
    const statuses: number[] = [];
    for (const cookie of cookies) {
      for (let guess = 0; guess < FREE; guess++) {
        statuses.push((await signIn(username, WRONG, { cookie })).status);
      }
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(40);
    expect((await signIn(username, PASSWORD, { cookie: cookies[0]! })).status).toBe(429);
    // Unknown devices have another budget; a success on one resets the known devices.
    expect((await signIn(username, PASSWORD)).status).toBe(200);
    expect((await signIn(username, PASSWORD, { cookie: cookies[0]! })).status).toBe(200);
  });

  it('is limited on one known device, without blocking another', async () => {
    const username = await register();
    const [cookie, other] = [await knownDevice(username), await knownDevice(username)];
    let guesses = 0;
    for (let wait = 0; wait <= 900;) {
      const answer = await signIn(username, WRONG, { cookie });
      wait = answer.status === 429 ? retryAfter(answer) : 0;
      guesses += answer.status === 401 ? 1 : 0;
      clock.advance({ seconds: wait <= 900 ? wait : 0 });
    }
    expect(guesses).toBe(20);
    expect((await signIn(username, PASSWORD, { cookie: other })).status).toBe(200);
  });

  it('from revoked devices counts as from unknown ones, until the user signs in on them again', async () => {
    const username = await register();
    const cookie = await knownDevice(username);
    const limiter = service.app.get(SignInLimiter, { strict: false });
    const user = await service.app.get(UserRepository, { strict: false }).findByUsername(username);
    clock.advance({ seconds: 1 });
    await limiter.revokeDevices(accountOf(user!.user));
    clock.advance({ seconds: 1 });
    await guessUntilDelayed(username);
    expect((await signIn(username, PASSWORD, { cookie })).status).toBe(429);
    const again = await knownDevice(username, { cookie, address: '203.0.113.77' });
    await guessUntilDelayed(username);
    expect((await signIn(username, PASSWORD, { cookie: again })).status).toBe(200);
  });

  it('takes longer waits each time', async () => {
    const username = unique();
    const waits: number[] = [];
    for (let guess = 0; guess < FREE + 4;) {
      const answer = await signIn(username, WRONG);
      if (answer.status === 429) {
        waits.push(retryAfter(answer));
        clock.advance({ seconds: retryAfter(answer) });
      } else {
        guess += 1;
      }
    }
    expect(waits).toEqual([1, 2, 4, 8]);
  });

  it('ignores a cookie that is forged, foreign, or for another name', async () => {
    const [username, other] = [await register(), await register()];
    const [cookie, foreign] = [await knownDevice(username), await knownDevice(other)];
    for (let guess = 0; guess < FREE; guess++) {
      expect((await signIn(username, WRONG)).status).toBe(401);
    }
    const [name, token] = cookie.split('=') as [string, string];
    const hashes = hasher.verified;
    for (const bad of [
      foreign,
      `${name}=`,
      `${name}=${token.slice(1)}`,
      `${name}=${token}x`,
      `${name.toLowerCase()}=${token}`,
      `${name}=${'x'.repeat(4_000)}`,
      `${name}="${token}"`,
      ';;=;',
    ]) {
      const answer = await signIn(username, WRONG, { cookie: bad });
      expect(answer.status).toBe(429);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(hasher.verified).toBe(hashes);
    expect((await signIn(username, WRONG, { cookie: `${name}=forged; a=b; ${cookie}` })).status).toBe(401);
  });

  it('sets a cookie that identifies the device, and nothing else, for ninety days', async () => {
    const username = await register();
    const cookie = await knownDevice(username);
    const again = cookieIn(await signIn(username, PASSWORD, { cookie }));
    const idOf = (text: string) => text.split('=')[1]!.split('.')[0];
    expect(idOf(again)).toBe(idOf(cookie));
    expect(idOf(await knownDevice(username))).not.toBe(idOf(cookie));
    expect((await signIn(username, WRONG, { cookie })).headers.getSetCookie()).toEqual([]);
    const refreshed = await service.client.postForm('/token', { grant_type: 'refresh_token', refresh_token: 'x' });
    expect(refreshed.headers.getSetCookie()).toEqual([]);
    for (let guess = 0; guess < FREE; guess++) {
      await signIn(username, WRONG);
    }
    clock.advance({ days: 90 });
    for (let guess = 0; guess < FREE; guess++) {
      await signIn(username, WRONG);
    }
    expect((await signIn(username, PASSWORD, { cookie })).status).toBe(429);
  });

  describe('from one address', () => {
    /** A few at a time: a slow machine refuses what it can't count within two seconds, and does not count it. */
    async function spray(address: string, times: number): Promise<void> {
      for (let left = times; left > 0; left -= AT_ONCE) {
        const guesses = Array.from({ length: Math.min(left, AT_ONCE) }, () => signIn(unique(), WRONG, { address }));
        const statuses = (await Promise.all(guesses)).map(({ status }) => status);
        expect(new Set(statuses)).toEqual(new Set([401]));
      }
    }

    it('is limited for all names, from every address of the same network and from no other', async () => {
      const username = await register();
      await spray('2001:db8:1:2::1', FROM_ADDRESS);
      const refused = await signIn(username, PASSWORD, { address: '2001:db8:1:2:ffff::7' });
      expect(refused.status).toBe(429);
      expect(refused.body).toEqual((await signIn('nobody', WRONG, { address: '2001:db8:1:2::1' })).body);
      expect(retryAfter(refused)).toBeLessThanOrEqual(900);
      expect((await signIn(username, PASSWORD, { address: '2001:db8:1:3::1' })).status).toBe(200);
      clock.advance({ seconds: 900 });
      expect((await signIn(username, PASSWORD, { address: '2001:db8:1:2::1' })).status).toBe(200);
    });

    it('counts an address once, whether it is written as IPv4 or as IPv6', async () => {
      await spray('203.0.113.9', FROM_ADDRESS);
      expect((await signIn('nobody', WRONG, { address: '::ffff:203.0.113.9' })).status).toBe(429);
      expect((await signIn('nobody', WRONG, { address: '203.0.113.10' })).status).toBe(401);
    });

    it('spends nothing of an account budget once the address is blocked', async () => {
      const username = await register();
      await spray('203.0.113.11', FROM_ADDRESS);
      for (let guess = 0; guess < FREE + 1; guess++) {
        expect((await signIn(username, WRONG, { address: '203.0.113.11' })).status).toBe(429);
      }
      expect((await signIn(username, WRONG)).status).toBe(401);
    });

    it('counts only wrong passwords, and a success does not reset the address', async () => {
      const username = await register();
      const address = '203.0.113.12';
      await spray(address, FROM_ADDRESS - 1);
      for (let time = 0; time < 3; time++) {
        expect((await signIn(username, PASSWORD, { address })).status).toBe(200);
      }
      expect((await signIn(username, WRONG, { address })).status).toBe(401);
      expect((await signIn(username, PASSWORD, { address })).status).toBe(429);
    });
  });
});
