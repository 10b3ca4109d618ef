import { describe, expect, it } from '@jest/globals';
import { checkedOptions, type SessionsModuleOptions } from './sessions.options.js';

const secret = 'x'.repeat(32);

describe('the options of the sessions module', () => {
  it('have defaults', () => {
    expect(checkedOptions({ secret })).toMatchObject({ idleTtl: 1_209_600, absoluteTtl: 7_776_000, graceSeconds: 10 });
    expect(checkedOptions({ secret, graceSeconds: 0 }).graceSeconds).toBe(0);
  });

  it.each<[name: string, wrong: SessionsModuleOptions]>([
    ['secret', {}],
    ['secret', { secret: 'x'.repeat(31) }],
    ['idleTtl', { secret, idleTtl: 0 }],
    ['idleTtl', { secret, idleTtl: 1.5 }],
    ['idleTtl', { secret, idleTtl: Number.NaN }],
    ['absoluteTtl', { secret, absoluteTtl: 1_209_599 }],
    ['graceSeconds', { secret, graceSeconds: -1 }],
    ['graceSeconds', { secret, graceSeconds: 301 }],
    ['graceSeconds', { secret, graceSeconds: Number.POSITIVE_INFINITY }],
  ])('stop the start by name: %s', (name, wrong) => {
    expect(() => checkedOptions(wrong)).toThrow(new RegExp(`^SessionsModule needs the option ${name}.*Write: `));
  });
});
