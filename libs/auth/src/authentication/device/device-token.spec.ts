import { describe, expect, it } from '@jest/globals';
import type { Secret } from '../../secret.js';
import { DeviceTokens } from './device-token.js';

const SECRET = 'a secret for tests, of more than 32 bytes';
const LIFETIME = 1_000;

let now = 1_000_000_000_000;
const clock = { now: () => now };
const tokensOf = (issuer: string, secret: Secret = SECRET) => new DeviceTokens(secret, issuer, LIFETIME, clock);

describe('what a device keeps of a sign-in', () => {
  const tokens = tokensOf('https://hr.example.com');

  it('is known for this account, this issuer and this secret alone', () => {
    const token = tokens.issue('alice', null);
    expect(tokens.verify('alice', token)).toEqual({ id: token.split('.')[0], knownSince: now });
    expect(tokens.verify('bob', token)).toBeNull();
    expect(tokensOf('https://shop.example.com').verify('alice', token)).toBeNull();
    expect(tokensOf('https://hr.example.com', `${SECRET}.`).verify('alice', token)).toBeNull();
  });

  it('is known by every secret of a list, and signed with the first', () => {
    const rotated = tokensOf('https://hr.example.com', [`${SECRET}.`, SECRET]);
    expect(rotated.verify('alice', tokens.issue('alice', null))).not.toBeNull();
    const token = rotated.issue('alice', null);
    expect(tokensOf('https://hr.example.com', `${SECRET}.`).verify('alice', token)).not.toBeNull();
    expect(tokens.verify('alice', token)).toBeNull();
  });

  it('keeps its number, and is known since the later sign-in', () => {
    const device = tokens.verify('alice', tokens.issue('alice', null));
    now += 1_000;
    expect(tokens.verify('alice', tokens.issue('alice', device!.id))).toEqual({ id: device!.id, knownSince: now });
  });

  it('comes to its end', () => {
    const token = tokens.issue('alice', null);
    now += (LIFETIME - 1) * 1_000;
    expect(tokens.verify('alice', token)).not.toBeNull();
    now += 1_000;
    expect(tokens.verify('alice', token)).toBeNull();
  });

  it('tells no name', () => {
    const token = tokens.issue('alice', null);
    expect(token).toMatch(/^[\w-]{22}\.\d+\.[\w-]{43}$/);
    expect(token).not.toContain('alice');
    expect(token.split('.')[0]).not.toBe(tokens.issue('alice', null).split('.')[0]);
  });

  it('is invalid if anything about it was changed', () => {
    const [id, issuedAt, signature] = tokens.issue('alice', null).split('.') as [string, string, string];
    const changed = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const forged of [
      `${changed(id)}.${issuedAt}.${signature}`,
      `${id}.${Number(issuedAt) + 1}.${signature}`,
      `${id}.${issuedAt}.${changed(signature)}`,
      `${id}.${issuedAt}.`,
      `${id}.${issuedAt}`,
      `${id}.${issuedAt}.${signature}.`,
      `${id}.${issuedAt}.${signature.slice(0, -1)}`,
      '',
      '..',
      'x'.repeat(100_000),
    ]) {
      expect(tokens.verify('alice', forged)).toBeNull();
    }
  });
});
