import { beforeEach, describe, expect, it } from '@jest/globals';
import { TooManyAttemptsError } from '../../errors/retryable.errors.js';
import type { SignInAttempt } from '../sign-in-attempt.js';
import { BudgetedSignInLimiter } from './budgeted.sign-in-limiter.js';
import { MemoryBudgetStore } from './memory.budget.store.js';
import type { SignInOptions } from './sign-in.options.js';

const MAX_DELAY = 900;
const THIRTY_DAYS = 30 * 86_400;

describe('the limits on guessing', () => {
  let now: number;
  let store: MemoryBudgetStore;
  let limiter: BudgetedSignInLimiter;

  const start = (options: SignInOptions = {}, scope?: string) =>
    new BudgetedSignInLimiter(store, { now: () => now }, options, scope);

  beforeEach(() => {
    now = 1_000_000_000_000;
    store = new MemoryBudgetStore();
    limiter = start();
  });

  const attemptOf = (given: Partial<SignInAttempt> = {}): SignInAttempt => ({
    name: 'alice',
    address: '192.0.2.1',
    device: null,
    ...given,
  });

  /** Returns the seconds to wait; 0 if the attempt was spent. */
  async function wait(attempt: SignInAttempt): Promise<number> {
    try {
      await limiter.spend(attempt);
      return 0;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyAttemptsError);
      return (error as TooManyAttemptsError).retryAfterSeconds;
    }
  }

  interface Attack {
    readonly guesses: number;
    readonly hours: number;
    readonly closedFor: number;
  }

  /** Guesses from one origin after the other, until each would have to wait for very long. */
  async function attack(origins: readonly Partial<SignInAttempt>[]): Promise<Attack> {
    const began = now;
    let guesses = 0;
    for (;;) {
      const waits: number[] = [];
      for (const origin of origins) {
        const seconds = await wait(attemptOf(origin));
        guesses += seconds === 0 ? 1 : 0;
        waits.push(seconds);
      }
      const shortest = Math.min(...waits);
      if (shortest > MAX_DELAY) {
        return { guesses, hours: Math.round((now - began) / 360_000) / 10, closedFor: shortest };
      }
      now += shortest * 1_000;
    }
  }

  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ address: `198.51.100.${index}` }));
  const devices = (count: number) => Array.from({ length: count }, (_, index) => ({ device: `known ${index}` }));

  it('close an account to one network after twenty guesses, and to no other, however long it waits', async () => {
    expect(await attack(addresses(1))).toEqual({ guesses: 20, hours: 0.3, closedFor: THIRTY_DAYS });
    for (let month = 0; month < 12; month++) {
      now += THIRTY_DAYS * 1_000;
      expect(await attack(addresses(1))).toMatchObject({ guesses: 20 });
    }
    expect(await wait(attemptOf({ address: '203.0.113.1' }))).toBe(0);
  });

  it('treat the addresses of one IPv6 customer as one network', async () => {
    const customer = Array.from({ length: 6 }, (_, index) => ({ address: `2001:db8:7:${index.toString(16)}::1` }));
    expect(await attack(customer)).toMatchObject({ guesses: 20 });
    expect(await wait(attemptOf({ address: '2001:db8:8::1' }))).toBe(0);
  });

  it('close an account after sixty guesses to all unknown devices of however many networks', async () => {
    expect(await attack(addresses(8))).toMatchObject({ guesses: 60, closedFor: THIRTY_DAYS });
    expect(await wait(attemptOf({ address: '203.0.113.1' }))).toBe(THIRTY_DAYS);
  });

  it('close it to its known devices after forty, so that there are a hundred in all', async () => {
    expect(await attack(devices(6))).toMatchObject({ guesses: 40, closedFor: THIRTY_DAYS });
    expect(await wait(attemptOf())).toBe(0);
    await limiter.unlock('alice');
    expect(await attack([...addresses(8), ...devices(6)])).toMatchObject({ guesses: 100 });
  });

  it('close it to one known device after twenty, and to no other', async () => {
    expect(await attack(devices(1))).toMatchObject({ guesses: 20, closedFor: THIRTY_DAYS });
    expect(await wait(attemptOf({ device: 'another' }))).toBe(0);
  });

  it('admit the owner on a known device, whose success opens the account to all devices', async () => {
    await attack(addresses(8));
    await attack(devices(1));
    const owner = attemptOf({ device: 'another' });
    expect(await wait(owner)).toBe(0);
    await limiter.forgive({ ...owner, spentAt: now });
    for (const { address } of addresses(8)) {
      const attempt = attemptOf({ address });
      expect(await wait(attempt)).toBe(0);
      await limiter.giveBack({ ...attempt, spentAt: now });
    }
    expect(await wait(attemptOf({ device: 'known 0' }))).toBe(0);
    await limiter.unlock('alice');
    expect(await attack(addresses(8))).toMatchObject({ guesses: 60 });
  });

  it('are separate for each account', async () => {
    await attack(addresses(8));
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(0);
  });

  it('spend nothing of an address for a closed account, and nothing of an account for a closed address', async () => {
    limiter = start({ freeAttempts: 2, attemptsPerAddress: 3 });
    expect([await wait(attemptOf()), await wait(attemptOf())]).toEqual([0, 0]);
    expect([await wait(attemptOf()), await wait(attemptOf())]).toEqual([1, 1]);
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(0);
    expect(await Promise.all([1, 2, 3].map(() => wait(attemptOf({ name: 'carol' }))))).toEqual([900, 900, 900]);
    expect(await wait(attemptOf({ name: 'carol', address: '203.0.113.1' }))).toBe(0);
    expect(await wait(attemptOf({ name: 'carol', address: null }))).toBe(0);
    expect(await wait(attemptOf({ name: 'carol', address: 'nonsense' }))).toBe(0);
    expect(await wait(attemptOf({ name: 'carol', address: 'unknown' }))).toBe(1);
  });

  it('allow an IPv6 block the attempts of sixteen networks', async () => {
    limiter = start({ attemptsPerAddress: 1 });
    const outcomes: number[] = [];
    for (let network = 0; network < 20; network++) {
      outcomes.push(
        await wait(attemptOf({ name: `user ${network}`, address: `2001:db8:1:${network.toString(16)}::1` })),
      );
    }
    expect(outcomes.filter((seconds) => seconds === 0)).toHaveLength(16);
  });

  it('give back an attempt that was spent, from JSON too', async () => {
    limiter = start({ freeAttempts: 1 });
    const attempt = await limiter.spend(attemptOf());
    expect(await wait(attemptOf())).toBe(1);
    await limiter.giveBack(JSON.parse(JSON.stringify(attempt)) as typeof attempt);
    expect(await wait(attemptOf())).toBe(0);
  });

  it('give the attempt of a successful sign-in back to its network, from JSON too', async () => {
    limiter = start({ attemptsPerAddress: 1 });
    const attempt = await limiter.spend(attemptOf());
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(900);
    await limiter.forgive(JSON.parse(JSON.stringify(attempt)) as typeof attempt);
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(0);
  });

  it('are lifted for every device when an operator unlocks the account', async () => {
    await attack(addresses(8));
    await attack(devices(6));
    await limiter.unlock('alice');
    expect(await wait(attemptOf())).toBe(0);
    expect(await wait(attemptOf({ device: 'known 0' }))).toBe(0);
  });

  it('forget a device that became known before the devices of its account were revoked', async () => {
    const before = now;
    now += 1;
    expect(await limiter.hasRevoked('alice', before)).toBe(false);
    await limiter.revokeDevices('alice');
    expect(await limiter.hasRevoked('alice', before)).toBe(true);
    expect(await limiter.hasRevoked('alice', now)).toBe(true);
    expect(await limiter.hasRevoked('alice', now + 1)).toBe(false);
    expect(await limiter.hasRevoked('bob', before)).toBe(false);
    now += 1_000;
    const between = now;
    await limiter.revokeDevices('alice');
    expect(await limiter.hasRevoked('alice', between)).toBe(true);
  });

  it('separate the accounts of two issuers that share a store', async () => {
    await attack(addresses(8));
    limiter = start({}, 'another issuer');
    expect(await wait(attemptOf())).toBe(0);
  });
});
