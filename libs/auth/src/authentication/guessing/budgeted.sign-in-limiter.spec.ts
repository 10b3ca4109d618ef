import { beforeEach, describe, expect, it } from '@jest/globals';
import { TooManyAttemptsError } from '../../errors/auth.error.js';
import type { SignInAttempt } from '../sign-in-attempt.js';
import { BudgetedSignInLimiter } from './budgeted.sign-in-limiter.js';
import { MemoryBudgetStore } from './memory.budget.store.js';

const MAX_DELAY = 900;

describe('the limits on guessing', () => {
  let now: number;
  let store: MemoryBudgetStore;
  let limiter: BudgetedSignInLimiter;

  beforeEach(() => {
    now = 1_000_000_000_000;
    store = new MemoryBudgetStore();
    limiter = new BudgetedSignInLimiter(store, { now: () => now });
  });

  const attemptOf = (given: Partial<SignInAttempt> = {}): SignInAttempt => ({
    name: 'alice',
    address: '192.0.2.1',
    device: null,
    ...given,
  });

  /** Seconds to wait; 0 where it was let through. */
  async function wait(attempt: SignInAttempt): Promise<number> {
    try {
      await limiter.spend(attempt);
      return 0;
    } catch (error) {
      expect(error).toBeInstanceOf(TooManyAttemptsError);
      return (error as TooManyAttemptsError).retryAfterSeconds;
    }
  }

  /** Guesses whenever it may, until it would have to wait out of all proportion. */
  async function attack(given: Partial<SignInAttempt>): Promise<{ guesses: number; hours: number; closedFor: number }> {
    const began = now;
    for (let guesses = 0; ;) {
      const seconds = await wait(attemptOf({ ...given, address: `198.51.100.${guesses}` }));
      if (seconds > MAX_DELAY) {
        return { guesses, hours: Math.round((now - began) / 3_600_000), closedFor: seconds };
      }
      guesses += seconds === 0 ? 1 : 0;
      now += seconds * 1_000;
    }
  }

  it('let nobody have more than a hundred in a row, for which the patient need a day', async () => {
    const thirtyDays = 30 * 86_400;
    expect(await attack({})).toEqual({ guesses: 100, hours: 20, closedFor: thirtyDays });
    expect(await attack({ device: 'known' })).toMatchObject({ guesses: 100 });
  });

  it('keep a known device of the owner out of it, whose success lets the others in', async () => {
    await attack({});
    const owner = attemptOf({ device: 'known' });
    expect(await wait(owner)).toBe(0);
    await limiter.forgive(owner);
    expect(await attack({})).toMatchObject({ guesses: 100 });
  });

  it('are the same for every name, and one name’s do not concern another', async () => {
    await attack({});
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(0);
  });

  it('take nothing of an address for an account that is closed, or of an account for an address that is', async () => {
    limiter = new BudgetedSignInLimiter(store, { now: () => now }, { freeAttempts: 2, attemptsPerAddress: 3 });
    expect([await wait(attemptOf()), await wait(attemptOf())]).toEqual([0, 0]);
    expect([await wait(attemptOf()), await wait(attemptOf())]).toEqual([1, 1]);
    expect(await wait(attemptOf({ name: 'bob' }))).toBe(0);
    expect(await Promise.all([1, 2, 3].map(() => wait(attemptOf({ name: 'carol' }))))).toEqual([900, 900, 900]);
    expect(await wait(attemptOf({ name: 'carol', address: null }))).toBe(0);
    expect(await wait(attemptOf({ name: 'carol', address: 'nonsense' }))).toBe(0);
  });

  it('give back an attempt that was spent, once it is the one', async () => {
    limiter = new BudgetedSignInLimiter(store, { now: () => now }, { freeAttempts: 1 });
    const attempt = attemptOf();
    await limiter.giveBack(attempt);
    expect(await wait(attempt)).toBe(0);
    expect(await wait(attemptOf())).toBe(1);
    await limiter.giveBack(attemptOf());
    expect(await wait(attemptOf())).toBe(1);
    await limiter.giveBack(attempt);
    expect(await wait(attemptOf())).toBe(0);
  });

  it('are lifted for whoever an operator unlocks', async () => {
    await attack({});
    await limiter.unlock('alice');
    expect(await wait(attemptOf())).toBe(0);
  });

  it('keep apart the people of two issuers that share a store', async () => {
    await attack({});
    limiter = new BudgetedSignInLimiter(store, { now: () => now }, {}, 'another issuer');
    expect(await wait(attemptOf())).toBe(0);
  });
});
