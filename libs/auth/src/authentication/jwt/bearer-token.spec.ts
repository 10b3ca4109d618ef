import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedAuthorizationError, NotAuthenticatedError } from '../../errors/credential.errors.js';
import { bearerTokenOf } from './bearer-token.js';

function requestWith(authorization?: string) {
  return {
    headers: { authorization },
    rawHeaders: authorization === undefined ? [] : ['Authorization', authorization],
  };
}

describe('bearerTokenOf', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc'])('reads %j', (header) => {
    expect(bearerTokenOf(requestWith(header))).toBe('abc');
  });

  it.each([undefined, '', 'Basic abc', 'Bearerabc', 'Bearer-Token abc', 'Digest a="b", c="d"'])(
    'finds none in %j',
    (header) => {
      expect(() => bearerTokenOf(requestWith(header))).toThrow(NotAuthenticatedError);
    },
  );

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a,b',
    'Bearer a, Bearer b',
    'Basic a, Bearer b',
    'Bearer =',
    'Bearer é',
  ])('refuses %j', (header) => {
    expect(() => bearerTokenOf(requestWith(header))).toThrow(MalformedAuthorizationError);
  });

  it('refuses two headers, in any case and on both adapters', () => {
    const rawHeaders = ['authorization', 'Bearer a', 'Host', 'x', 'AUTHORIZATION', 'Bearer b'];
    const headers = { authorization: 'Bearer a' };
    expect(() => bearerTokenOf({ headers, rawHeaders })).toThrow(MalformedAuthorizationError);
    expect(() => bearerTokenOf({ headers, raw: { rawHeaders } })).toThrow(MalformedAuthorizationError);
  });

  it('reads only a token that is everything after the scheme', () => {
    fc.assert(
      fc.property(fc.string(), (junk) => {
        try {
          expect(`Bearer ${bearerTokenOf(requestWith(`Bearer ${junk}`))}`).toBe(`Bearer ${junk.replace(/^ +/, '')}`);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAuthorizationError);
        }
      }),
    );
  });

  it('is fast with a hostile header', () => {
    const start = process.cpuUsage().user;
    for (const header of [
      `Bearer ${' '.repeat(60_000)}!`,
      `Bearer ${'a'.repeat(60_000)}!`,
      `Basic ${','.repeat(60_000)}`,
    ]) {
      expect(() => bearerTokenOf(requestWith(header))).toThrow();
    }
    expect(process.cpuUsage().user - start).toBeLessThan(1_000_000);
  });
});
