import { describe, expect, it } from '@jest/globals';
import { checkedSessionsOptions, type SessionsModuleOptions } from './sessions.options.js';

const secret = 'x'.repeat(32);

describe('the options of the sessions module', () => {
  it('have defaults', () => {
    expect(checkedSessionsOptions({ secret })).toMatchObject({
      idleTtl: 1_209_600,
      absoluteTtl: 7_776_000,
      graceSeconds: 10,
    });
    expect(checkedSessionsOptions({ secret, graceSeconds: 0 }).graceSeconds).toBe(0);
  });

  it.each<[name: string, wrong: SessionsModuleOptions]>([
    ['secret', {}],
    ['secret', { secret: 'x'.repeat(31) }],
    ['secret', { secret: [secret, secret] }],
    ['secret', { secret: [] as unknown as [string] }],
    ['secret', { secret: [secret, 'y'.repeat(31)] }],
    ['idleTtl', { secret, idleTtl: 0 }],
    ['idleTtl', { secret, idleTtl: 1.5 }],
    ['idleTtl', { secret, idleTtl: Number.NaN }],
    ['absoluteTtl', { secret, absoluteTtl: 1_209_599 }],
    ['sessionsPerUser', { secret, sessionsPerUser: 0 }],
    ['sessionsPerUser', { secret, sessionsPerUser: 1001 }],
    ['sessionsPerUser', { secret, sessionsPerUser: 2.5 }],
    ['graceSeconds', { secret, graceSeconds: -1 }],
    ['graceSeconds', { secret, graceSeconds: 301 }],
    ['graceSeconds', { secret, graceSeconds: Number.POSITIVE_INFINITY }],
  ])('stop the start by name: %s', (name, wrong) => {
    expect(() => checkedSessionsOptions(wrong)).toThrow(
      new RegExp(`^The option ${name} of SessionsModule must be .*Write: SessionsModule\\.forRoot`),
    );
  });
});
