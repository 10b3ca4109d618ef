import { describe, expect, it } from '@jest/globals';
import { checkedOneTimeSecretsOptions, type OneTimeSecretsModuleOptions } from './one-time-secrets.options.js';

const secret = 'x'.repeat(32);

describe('the options of OneTimeSecretsModule', () => {
  it('have defaults', () => {
    expect(checkedOneTimeSecretsOptions({ secret })).toEqual({ secret, purgeInterval: 3_600 });
  });

  it.each<[name: string, wrong: OneTimeSecretsModuleOptions]>([
    ['secret', {}],
    ['secret', { secret: 'x'.repeat(31) }],
    ['secret', { secret: [secret, secret] }],
    ['purgeInterval', { secret, purgeInterval: -1 }],
    ['purgeInterval', { secret, purgeInterval: 1.5 }],
    ['purgeInterval', { secret, purgeInterval: Number.POSITIVE_INFINITY }],
  ])('stop the start by name: %s', (name, wrong) => {
    expect(() => checkedOneTimeSecretsOptions(wrong)).toThrow(
      new RegExp(`^The option ${name} of OneTimeSecretsModule must be .*Write: `),
    );
  });
});
