import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AccessTokenClaims } from './access-token.claims.js';
import { type CheckedSignature, CheckedSignatures } from './checked-signatures.js';

const CHECKED: CheckedSignature = {
  claims: { sub: '7' } as unknown as AccessTokenClaims,
  keyId: 'k',
  key: { keyId: 'k', algorithm: 'HS256', verifySignature: () => undefined },
};

describe('CheckedSignatures', () => {
  it('finds a token only by its whole text', () => {
    const signatures = new CheckedSignatures(10);
    signatures.add('a.b.c', CHECKED);
    expect(signatures.get('a.b.c')).toBe(CHECKED);
    for (const other of ['', 'a.b', 'a.b.c ', 'a.b.C', 'A.b.c', '__proto__']) {
      expect(signatures.get(other)).toBeUndefined();
    }
  });

  it('keeps none if the limit is 0', () => {
    const signatures = new CheckedSignatures(0);
    signatures.add('a.b.c', CHECKED);
    expect(signatures.get('a.b.c')).toBeUndefined();
    expect(signatures.size).toBe(0);
  });

  it('keeps a token in use during a flood of others', () => {
    const signatures = new CheckedSignatures(10);
    signatures.add('a.b.c', CHECKED);
    for (let other = 0; other < 1_000; other++) {
      signatures.add(`flood ${other}`, CHECKED);
      expect(signatures.get('a.b.c')).toBe(CHECKED);
    }
    expect(signatures.get('flood 0')).toBeUndefined();
  });

  it('never keeps more tokens than the limit, nor more than 1,024 characters for each', () => {
    const step = fc.record({
      token: fc.tuple(fc.nat(30), fc.nat(4_000)).map(([name, length]) => `${name}:`.padEnd(length, 'x')),
      isAdded: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.nat(12), fc.array(step, { maxLength: 200 }), (limit, steps) => {
        const signatures = new CheckedSignatures(limit);
        for (const { token, isAdded } of steps) {
          if (isAdded) {
            signatures.add(token, CHECKED);
          } else {
            signatures.get(token);
          }
          expect(signatures.size).toBeLessThanOrEqual(limit);
          expect(signatures.characters).toBeLessThanOrEqual(limit * 1_024);
        }
      }),
    );
  });
});
