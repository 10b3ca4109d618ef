import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const LIMIT = 4;
const TRIES = 8;

describe.each(ADAPTERS)('an address that a proxy writes into X-Forwarded-For, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { trustProxy: 1, attemptsPerAddress: LIMIT } });
    if (adapter === 'express') {
      (service.app as NestExpressApplication).set('trust proxy', 1);
    }
    await service.client.newcomer('alice', PASSWORD);
  });
  afterAll(() => service.stop());

  const signIn = (username: string, password: string, address: string) =>
    service.client.postForm('/token', { username, password }, { 'X-Forwarded-For': address });

  it.each([
    ['203.0.113.7:40001', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[2001:DB8:0:0::7]:443', '2001:db8::7'],
  ])('%s is shown as %s in the list of sessions', async (written, shown) => {
    expect(await shownFor(written)).toBe(shown);
  });

  it.each([
    ['with a port', (n: number) => `203.0.113.4:${40_000 + n}`],
    ['in brackets with a port', (n: number) => `[2001:db8:1:3::1]:${40_000 + n}`],
    ['with leading zeros', (n: number) => ['203.0.113.5', '203.0.113.05', '203.000.113.005'][n % 3]!],
    ['mapped into IPv6', (n: number) => ['203.0.113.6', '::ffff:203.0.113.6', '::FFFF:cb00:7106'][n % 3]!],
    ['with a zone', (n: number) => `fe80::1%eth${n}`],
    ['in other spellings', (n: number) => ['2001:db8:1:4::a', '2001:0DB8:0001:4:0:0:0:000A'][n % 2]!],
  ])('%s has one budget', (what, addressOf) => expectOneBudget(what, addressOf));

  it('is not shown if it is not an IP address, and shares one budget with all such values', async () => {
    expect([await shownFor('<script>'), await shownFor('203.0.113.4:http')]).toEqual([null, null]);
    await expectOneBudget('of none', (guess) => `unknown${guess}`);
  });

  async function expectOneBudget(what: string, addressOf: (guess: number) => string): Promise<void> {
    const statuses: number[] = [];
    for (let guess = 0; guess < TRIES; guess++) {
      statuses.push((await signIn(`nobody ${what} ${guess}`, 'x', addressOf(guess))).status);
    }
    expect(statuses).toEqual([...Array<number>(LIMIT).fill(401), ...Array<number>(TRIES - LIMIT).fill(429)]);
  }

  async function shownFor(written: string): Promise<unknown> {
    const { body } = await signIn('alice', PASSWORD, written);
    const { body: list } = await service.client.get('/me/sessions', {
      Authorization: `Bearer ${String(body['access_token'])}`,
    });
    return (list['sessions'] as { readonly address: unknown; readonly current: boolean }[]).find(
      ({ current }) => current,
    )?.address;
  }
});
