import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkedOptions } from '../sessions.options.js';
import { randomOf, RefreshTokens } from './refresh-tokens.js';

const SESSION = '0b9ad9c8-6a0f-4e57-9a0a-0f5d3c1d2e3f';
const withSecret = (secret: string) => new RefreshTokens(checkedOptions({ secret }));

describe('refresh tokens', () => {
  const tokens = withSecret('x'.repeat(32));

  it('are recognised, with their session and their hash', () => {
    const { text, hash } = tokens.issue(SESSION);
    expect(tokens.identify(text)).toEqual({ text, sessionId: SESSION, hash });
    expect(hash).toEqual(createHash('sha256').update(text).digest());
  });

  it('have 256 random bits, and a MAC of 128', () => {
    const issued = Array.from({ length: 100 }, () => tokens.issue(SESSION).text);
    expect(new Set(issued).size).toBe(100);
    expect(issued.every((text) => randomOf(text).length === 32)).toBe(true);
    expect(Buffer.from(issued[0]!.split('.')[2]!, 'base64url')).toHaveLength(16);
  });

  it('are written again from their random bits', () => {
    const { text } = tokens.issue(SESSION);
    expect(tokens.issue(SESSION, randomOf(text)).text).toBe(text);
  });

  it('are nobody else’s: another secret does not know them', () => {
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

  it('are told from access tokens', () => {
    expect(tokens.identify('eyJhbGciOiJIUzI1NiJ9.e30.AAAA')).toBeNull();
  });
});
