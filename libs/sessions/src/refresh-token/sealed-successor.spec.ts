import { describe, expect, it } from '@jest/globals';
import { checkedOptions } from '../sessions.options.js';
import { randomOf, RefreshTokens } from './refresh-tokens.js';
import { openSuccessor, sealSuccessor } from './sealed-successor.js';

const SESSION = '0b9ad9c8-6a0f-4e57-9a0a-0f5d3c1d2e3f';

describe('a sealed successor', () => {
  const tokens = new RefreshTokens(checkedOptions({ secret: 'x'.repeat(32) }));
  const [predecessor, successor] = [tokens.issue(SESSION), tokens.issue(SESSION)];

  it('is opened with the predecessor', () => {
    const sealed = sealSuccessor(predecessor, successor);
    expect(openSuccessor(predecessor, sealed)).toEqual(randomOf(successor.text));
    expect(sealed.includes(randomOf(successor.text))).toBe(false);
  });

  it('is opened with no other token, and not where it was tampered with', () => {
    const sealed = sealSuccessor(predecessor, successor);
    expect(() => openSuccessor(successor, sealed)).toThrow();
    for (let index = 0; index < sealed.length; index++) {
      const tampered = Buffer.from(sealed);
      tampered[index]! ^= 1;
      expect(() => openSuccessor(predecessor, tampered)).toThrow();
    }
  });

  it('differs each time, for several may be sealed for one token', () => {
    expect(sealSuccessor(predecessor, successor)).not.toEqual(sealSuccessor(predecessor, successor));
  });
});
