import { describe, expect, it } from '@jest/globals';
import { KeyEncryption } from './key-encryption.js';

const PLAIN = Buffer.from('the private half');
const PURPOSE = { kid: 'one', algorithm: 'ES256' };

describe('KeyEncryption', () => {
  const encryption = new KeyEncryption('a secret of at least thirty-two bytes');

  it('opens what it sealed, and seals it differently each time', () => {
    const [one, other] = [encryption.seal(PLAIN, PURPOSE), encryption.seal(PLAIN, PURPOSE)];
    expect(encryption.open(one, PURPOSE)).toEqual(PLAIN);
    expect(encryption.open(other, PURPOSE)).toEqual(PLAIN);
    expect(one.equals(other)).toBe(false);
    expect(one.includes(PLAIN)).toBe(false);
  });

  it('opens nothing with another secret, nor beside another kid or algorithm', () => {
    const sealed = encryption.seal(PLAIN, PURPOSE);
    expect(() => new KeyEncryption('another secret of thirty-two bytes').open(sealed, PURPOSE)).toThrow();
    expect(() => encryption.open(sealed, { ...PURPOSE, kid: 'two' })).toThrow();
    expect(() => encryption.open(sealed, { ...PURPOSE, algorithm: 'EdDSA' })).toThrow();
  });

  it('opens nothing of which a single byte was changed, or that was cut', () => {
    const sealed = encryption.seal(PLAIN, PURPOSE);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => encryption.open(changed, PURPOSE)).toThrow();
      expect(() => encryption.open(sealed.subarray(0, at), PURPOSE)).toThrow();
    }
  });
});
