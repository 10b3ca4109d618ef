import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Clock } from '../clock/clock.js';
import { InvalidTokenError } from '../errors/credential.errors.js';
import { AccessTokenService } from './access-token.service.js';
import { KeyRing } from './key-ring.js';
import { keyPairSigningKey } from './key-pair.signing-key.js';
import { secretSigningKey } from './secret.signing-key.js';
import type { SigningKey, VerificationKey } from './signing-key.js';

const START = 1_800_000_000;

const clock = new (class extends Clock {
  seconds = START;

  now(): number {
    return this.seconds * 1_000;
  }
})();

/** Accepts the keys in it, and counts verified signatures. */
class CountingKeyRing extends KeyRing {
  readonly honoured = new Map<string, VerificationKey>();
  readonly current: SigningKey;
  readonly verifySignature;

  constructor(
    key: SigningKey,
    private readonly isAsynchronous: boolean,
  ) {
    super();
    this.verifySignature = jest.fn((token: string) => key.verifySignature(token));
    this.current = { ...key, verifySignature: this.verifySignature };
    this.honoured.set(key.keyId, this.current);
  }

  override find(keyId: string) {
    const found = this.honoured.get(keyId);
    return this.isAsynchronous ? Promise.resolve(found) : found;
  }
}

const pair = (type: 'ES256' | 'EdDSA') =>
  type === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('ed25519').privateKey;

const KEYS: readonly [string, () => SigningKey, boolean][] = [
  ['HS256', () => secretSigningKey('s'.repeat(32)), false],
  ['ES256', () => keyPairSigningKey(pair('ES256')), false],
  ['EdDSA, by keys that are fetched', () => keyPairSigningKey(pair('EdDSA')), true],
];

describe.each(KEYS)('a token that is presented again, %s', (_name, newKey, isAsynchronous) => {
  let keys: CountingKeyRing;
  let tokens: AccessTokenService;
  let token: string;

  function start(options: { readonly checkedSignatures?: number } = {}): void {
    keys = new CountingKeyRing(newKey(), isAsynchronous);
    tokens = new AccessTokenService({ issuer: 'i', audience: 'a', accessTokenTtl: 60, ...options }, keys, clock);
    token = tokens.issue({ subject: '7', scope: [], claims: { nested: { deep: [1] } } }).accessToken;
  }

  beforeEach(() => {
    clock.seconds = START;
    start();
  });

  const refused = (text: string) => expect(tokens.verify(text)).rejects.toThrow(InvalidTokenError);

  it('has its signature verified once', async () => {
    expect(await tokens.verify(token)).toMatchObject({ sub: '7' });
    expect(await tokens.verify(token)).toMatchObject({ sub: '7' });
    expect(keys.verifySignature).toHaveBeenCalledTimes(1);
  });

  it('has its signature verified each time without a cache', async () => {
    start({ checkedSignatures: 0 });
    await tokens.verify(token);
    await tokens.verify(token);
    expect(keys.verifySignature).toHaveBeenCalledTimes(2);
  });

  it('is refused as soon as its key is no longer accepted', async () => {
    await tokens.verify(token);
    keys.honoured.clear();
    await refused(token);
  });

  it('is refused if another key has the id of its own', async () => {
    await tokens.verify(token);
    const { keyId } = keys.current;
    keys.honoured.set(keyId, { ...keyPairSigningKey(pair('EdDSA')), keyId });
    await refused(token);
  });

  it('is refused when it has expired, or is not valid yet', async () => {
    await tokens.verify(token);
    clock.seconds = START + 59;
    await tokens.verify(token);
    clock.seconds = START + 60;
    await refused(token);
    clock.seconds = START - 31;
    await refused(token);
    clock.seconds = START;
    await tokens.verify(token);
  });

  it('does not make a token valid that differs in one character', async () => {
    await tokens.verify(token);
    const anyCharacter = fc.constantFrom('A', 'b', '0', '-', '_', '.', ' ', '=');
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length), anyCharacter, fc.nat(1), async (at, character, cut) => {
        const forged = token.slice(0, at) + character + token.slice(at + cut);
        fc.pre(forged !== token);
        await refused(forged);
      }),
      { numRuns: 50 },
    );
  });

  it('has claims that no request can change', async () => {
    const claims = await tokens.verify(token);
    expect(() => Object.assign(claims, { sub: '8' })).toThrow(TypeError);
    expect(() => (claims['nested'] as { deep: number[] }).deep.push(2)).toThrow(TypeError);
    expect(await tokens.verify(token)).toMatchObject({ sub: '7', nested: { deep: [1] } });
  });

  it('is not cached if it is forged', async () => {
    const forged = token.slice(0, token.lastIndexOf('.') + 1) + signatureOfAnother();
    await refused(forged);
    await refused(forged);
    expect(keys.verifySignature).toHaveBeenCalledTimes(2);

    function signatureOfAnother(): string {
      const other = tokens.issue({ subject: '8', scope: [] }).accessToken;
      return other.slice(other.lastIndexOf('.') + 1);
    }
  });
});
