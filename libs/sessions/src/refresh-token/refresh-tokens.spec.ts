import { createCipheriv, createHash, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Secret } from '@portcullis/auth/spi';
import { type RefreshToken, RefreshTokens } from './refresh-tokens.js';

const SESSION = '0b9ad9c8-6a0f-4e57-9a0a-0f5d3c1d2e3f';
const withSecret = (secret: Secret) => new RefreshTokens({ secret });
const bytesOf = (text: string) => Buffer.from(text, 'base64url');
const randomOf = ({ text }: RefreshToken) => bytesOf(text.split('.')[1]!);

/** As earlier versions sealed it: without the MAC. */
function sealedRandomOf(successor: RefreshToken, predecessor: RefreshToken): Buffer {
  const key = hkdfSync('sha256', randomOf(predecessor), SESSION, 'portcullis refresh token successor', 32);
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), nonce);
  const content = Buffer.concat([cipher.update(randomOf(successor)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), content]);
}

describe('refresh tokens', () => {
  const tokens = withSecret('x'.repeat(32));

  it('are recognised, with their session and their hash', () => {
    const { text, hash } = tokens.issue(SESSION);
    expect(tokens.identify(text)).toEqual({ text, sessionId: SESSION, hash });
    expect(hash).toEqual(createHash('sha256').update(text).digest());
  });

  it('have 256 random bits, and a MAC of 128', () => {
    const issued = Array.from({ length: 100 }, () => tokens.issue(SESSION));
    expect(new Set(issued.map(({ text }) => text)).size).toBe(100);
    expect(issued.every((token) => randomOf(token).length === 32)).toBe(true);
    expect(bytesOf(issued[0]!.text.split('.')[2]!)).toHaveLength(16);
  });

  it('have a MAC by the current secret, and are recognised with every secret of the list', () => {
    const [previous, current] = ['x'.repeat(32), 'y'.repeat(32)] as const;
    const rotated = withSecret([current, previous]);
    const old = tokens.issue(SESSION);
    expect(rotated.identify(old.text)).toEqual(old);
    const fresh = rotated.issue(SESSION).text;
    expect(withSecret(current).identify(fresh)).not.toBeNull();
    expect(withSecret(previous).identify(fresh)).toBeNull();
    expect(withSecret(current).identify(old.text)).toBeNull();
  });

  it('are not recognised with another secret', () => {
    expect(withSecret('y'.repeat(32)).identify(tokens.issue(SESSION).text)).toBeNull();
  });

  it('have one spelling', () => {
    const { text } = tokens.issue(SESSION);
    for (let index = 0; index < text.length; index++) {
      const changed = text[index] === 'A' ? 'B' : 'A';
      expect(tokens.identify(text.slice(0, index) + changed + text.slice(index + 1))).toBeNull();
      expect(tokens.identify(text.slice(0, index))).toBeNull();
    }
    expect(tokens.identify(`${text}\n`)).toBeNull();
  });

  it('are distinguished from access tokens', () => {
    expect(tokens.identify('eyJhbGciOiJIUzI1NiJ9.e30.AAAA')).toBeNull();
  });
});

describe('a sealed successor', () => {
  const tokens = withSecret('x'.repeat(32));
  const [predecessor, successor] = [tokens.issue(SESSION), tokens.issue(SESSION)];

  it('is opened with the predecessor, in the same spelling after a rotation of the secret', () => {
    const sealed = tokens.seal(successor, predecessor);
    expect(sealed.includes(randomOf(successor))).toBe(false);
    expect(tokens.unseal(sealed, predecessor)).toEqual(successor);
    expect(withSecret(['y'.repeat(32), 'x'.repeat(32)]).unseal(sealed, predecessor)).toEqual(successor);
  });

  it('is opened as earlier versions sealed it', () => {
    expect(tokens.unseal(sealedRandomOf(successor, predecessor), predecessor)).toEqual(successor);
  });

  it('is not opened with another token, nor if it was tampered with', () => {
    const sealed = tokens.seal(successor, predecessor);
    expect(() => tokens.unseal(sealed, successor)).toThrow();
    for (let index = 0; index < sealed.length; index++) {
      const tampered = Buffer.from(sealed);
      tampered[index]! ^= 1;
      expect(() => tokens.unseal(tampered, predecessor)).toThrow();
    }
  });

  it('differs each time, because several may be sealed for one token', () => {
    expect(tokens.seal(successor, predecessor)).not.toEqual(tokens.seal(successor, predecessor));
  });
});
