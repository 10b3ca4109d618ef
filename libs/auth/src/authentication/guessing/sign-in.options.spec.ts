import { describe, expect, it } from '@jest/globals';
import { checkedSignInOptions } from './sign-in.options.js';

describe('the options of signing in', () => {
  it('have their defaults, also for what is undefined', () => {
    expect(checkedSignInOptions({ maxAttempts: undefined as never, freeAttempts: 3 })).toMatchObject({
      freeAttempts: 3,
      maxAttempts: 100,
      deviceLifetime: 7_776_000,
    });
    expect(checkedSignInOptions({ deviceLifetime: false }).deviceLifetime).toBe(false);
  });

  it.each([
    [{ freeAttempts: 0 }, 'freeAttempts'],
    [{ maxAttempts: 0.5 }, 'maxAttempts'],
    [{ attemptsPerAddress: Infinity }, 'attemptsPerAddress'],
    [{ addressWindow: false as never }, 'addressWindow'],
    [{ deviceLifetime: 0 }, 'deviceLifetime'],
    [{ firstDelay: 901 }, 'maxDelay'],
    [{ forgetAfter: 899 }, 'forgetAfter'],
  ])('stop the start where they can not be used: %j', (options, name) => {
    expect(() => checkedSignInOptions(options)).toThrow(
      new RegExp(`^AuthModule needs in signIn the option ${name} .*Write: AuthModule\\.forRoot\\(`),
    );
  });
});
