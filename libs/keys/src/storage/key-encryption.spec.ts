import { describe, expect, it } from '@jest/globals';
import { KeyEncryption } from './key-encryption.js';

const PLAIN = Buffer.from('the private half');
const PURPOSE = { kid: 'one', algorithm: 'ES256' };

describe('KeyEncryption', () => {
  const encryption = new KeyEncryption('a secret of at least thirty-two bytes');

  it('decrypts what it has encrypted, and encrypts it differently each time', () => {
    const [one, other] = [encryption.seal(PLAIN, PURPOSE), encryption.seal(PLAIN, PURPOSE)];
    expect(encryption.open(one, PURPOSE)).toEqual(PLAIN);
    expect(encryption.open(other, PURPOSE)).toEqual(PLAIN);
    expect(one.equals(other)).toBe(false);
    expect(one.includes(PLAIN)).toBe(false);
  });

  it('decrypts nothing with another secret, kid or algorithm', () => {
    const sealed = encryption.seal(PLAIN, PURPOSE);
    expect(() => new KeyEncryption('another secret of thirty-two bytes').open(sealed, PURPOSE)).toThrow();
    expect(() => encryption.open(sealed, { ...PURPOSE, kid: 'two' })).toThrow();
    expect(() => encryption.open(sealed, { ...PURPOSE, algorithm: 'EdDSA' })).toThrow();
  });

  it('decrypts and re-encrypts what a previous secret has encrypted', () => {
    const [previous, current] = [
      'a secret of at least thirty-two bytes',
      'the next secret of thirty-two bytes!!',
    ] as const;
    const rotated = new KeyEncryption([current, previous]);
    const sealed = encryption.seal(PLAIN, PURPOSE);
    expect(rotated.open(sealed, PURPOSE)).toEqual(PLAIN);
    const resealed = rotated.reseal(sealed, PURPOSE)!;
    expect(new KeyEncryption(current).open(resealed, PURPOSE)).toEqual(PLAIN);
    expect(() => encryption.open(resealed, PURPOSE)).toThrow();
    expect(rotated.reseal(resealed, PURPOSE)).toBeUndefined();
    expect(rotated.reseal(sealed, { ...PURPOSE, kid: 'two' })).toBeUndefined();
  });

  it('decrypts nothing if a byte was changed or missing', () => {
    const sealed = encryption.seal(PLAIN, PURPOSE);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => encryption.open(changed, PURPOSE)).toThrow();
      expect(() => encryption.open(sealed.subarray(0, at), PURPOSE)).toThrow();
    }
  });
});
