import { describe, expect, it } from '@jest/globals';
import { checkedSignInOptions } from './sign-in.options.js';

describe('the options of signing in', () => {
  it('have defaults, also for undefined values', () => {
    expect(checkedSignInOptions({ maxAttempts: undefined as never, freeAttempts: 3 })).toMatchObject({
      freeAttempts: 3,
      maxAttempts: 60,
      deviceLifetime: 7_776_000,
    });
    expect(checkedSignInOptions({ deviceLifetime: false }).deviceLifetime).toBe(false);
  });

  it.each([
    [{ freeAttempts: 0 }, 'freeAttempts'],
    [{ maxAttempts: 0.5 }, 'maxAttempts'],
    [{ maxAttemptsPerNetwork: 0 }, 'maxAttemptsPerNetwork'],
    [{ maxDeviceAttempts: -1 }, 'maxDeviceAttempts'],
    [{ maxAttemptsPerDevice: 1.5 }, 'maxAttemptsPerDevice'],
    [{ attemptsPerAddress: Infinity }, 'attemptsPerAddress'],
    [{ addressWindow: false as never }, 'addressWindow'],
    [{ deviceLifetime: 0 }, 'deviceLifetime'],
    [{ firstDelay: 901 }, 'maxDelay'],
    [{ forgetAfter: 899 }, 'forgetAfter'],
  ])('stop the start if one is out of range: %j', (options, name) => {
    expect(() => checkedSignInOptions(options)).toThrow(
      new RegExp(
        `^The option signIn\\.${name} of AuthModule must be .*Write: AuthModule\\.forRoot\\(\\{ signIn: \\{ ${name}: `,
      ),
    );
  });
});
