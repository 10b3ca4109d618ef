import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { detachedKey } from './detached-key.js';
import { keyPairSigningKey } from './key-pair.signing-key.js';
import { isLowS } from './low-s.js';
import { type PublishedJwk, verificationKey } from './verification-key.js';

const PAIRS = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey,
  RS256: generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
};

describe.each(Object.entries(PAIRS))('a key for %s', (algorithm, privateKey) => {
  const key = keyPairSigningKey(privateKey);
  const jwkOf = (pair: KeyObject) => createPublicKey(detachedKey(pair)).export({ format: 'jwk' }) as PublishedJwk;

  it('signs tokens that its public half verifies, from a KeyObject and from a JWK', () => {
    const token = key.sign({ sub: '7' });
    for (const half of [key, verificationKey(key.publicJwk), verificationKey(createPublicKey(privateKey))]) {
      expect({ keyId: half.keyId, algorithm: half.algorithm }).toEqual({ keyId: key.keyId, algorithm });
      expect(() => half.verifySignature(token)).not.toThrow();
      expect(() => half.verifySignature(`${token.slice(0, -4)}AAAA`)).toThrow();
      expect(() => half.verifySignature(`${token}AAAA`)).toThrow();
      expect(() => half.verifySignature(token.replace('.', '.A'))).toThrow();
    }
  });

  it('publishes nothing of its private half, and refuses to verify with one', () => {
    expect(Object.keys(key.publicJwk)).not.toContain('d');
    expect(() => verificationKey(detachedKey(privateKey).export({ format: 'jwk' }) as PublishedJwk)).toThrow(
      /private half/,
    );
    expect(() => verificationKey(privateKey)).toThrow(/this one is private/);
  });

  it('has the id of its JWK, or the given one', () => {
    expect(verificationKey({ ...jwkOf(privateKey), kid: 'theirs' }).keyId).toBe('theirs');
    expect(verificationKey({ ...jwkOf(privateKey), kid: 'theirs' }, 'ours').keyId).toBe('ours');
    expect(keyPairSigningKey(privateKey, 'ours').publicJwk.kid).toBe('ours');
  });

  it.each([
    { alg: 'HS256' },
    { alg: 'none' },
    { alg: 'PS256' },
    { alg: ['ES256'] },
    { use: 'enc' },
    { key_ops: ['sign'] },
    { key_ops: 'verify' },
    { k: 'AAAA' },
  ])('is refused as a published key with %j', (members) => {
    expect(() => verificationKey({ ...jwkOf(privateKey), ...members })).toThrow();
  });
});

describe('keyPairSigningKey', () => {
  it('has the thumbprint of RFC 7638, section 3.1, as its id', () => {
    const jwk = {
      kty: 'RSA',
      n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
      e: 'AQAB',
    };
    // The key of the example has 2048 bits, too few for this library.
    expect(() => verificationKey(jwk)).toThrow(/2048 bits/);
    // RFC 8037, appendix A.3.
    const okp = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(verificationKey(okp).keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it.each([
    ['RSA of 2048 bits', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    [
      'RSA with the exponent 3',
      () => generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 3 }).privateKey,
    ],
    ['RSA-PSS', () => generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).privateKey],
    ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
    ['secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey],
    ['Ed448', () => generateKeyPairSync('ed448').privateKey],
    ['X25519', () => generateKeyPairSync('x25519').privateKey],
    ['a public key', () => createPublicKey(PAIRS.ES256)],
    ['a secret', () => createSecretKey(Buffer.alloc(32, 1))],
  ])('refuses %s', (_what, make) => {
    expect(() => keyPairSigningKey(make())).toThrow(/key/i);
  });

  it('writes one of the two spellings of an ECDSA signature, and accepts no other', () => {
    const key = keyPairSigningKey(PAIRS.ES256);
    let others = 0;
    for (let round = 0; round < 64; round += 1) {
      expect(isLowS(Buffer.from(key.sign({ round }).split('.')[2]!, 'base64url'))).toBe(true);
      const signature = sign('sha256', Buffer.from('a.b'), { key: PAIRS.ES256, dsaEncoding: 'ieee-p1363' });
      const token = `a.b.${signature.toString('base64url')}`;
      if (isLowS(signature)) {
        expect(() => key.verifySignature(token)).not.toThrow();
      } else {
        others += 1;
        expect(() => key.verifySignature(token)).toThrow();
      }
    }
    expect(others).toBeGreaterThan(0);
  });
});
