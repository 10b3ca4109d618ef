import { type KeyObject, sign, verify } from 'node:crypto';
import { isLowS, lowS } from './low-s.js';

/** The algorithms beside HS256, which needs a shared secret (RFC 7518, section 3.1; RFC 8037, section 3.1). */
export const KEY_PAIR_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;
export type KeyPairAlgorithm = (typeof KEY_PAIR_ALGORITHMS)[number];

/** NIST SP 800-57 part 1, for security beyond 2030. RFC 7518, section 3.3 demands 2048. */
export const MIN_RSA_BITS = 3072;

/** Signs and verifies with one algorithm. */
export interface SignatureAlgorithm {
  readonly name: KeyPairAlgorithm;
  /** @param key private */
  sign(input: Buffer, key: KeyObject): Buffer;
  /** @param key public */
  verify(input: Buffer, key: KeyObject, signature: Buffer): boolean;
}

const ES256: SignatureAlgorithm = {
  name: 'ES256',
  // RFC 7518, section 3.4: R and S, 32 octets each, not in ASN.1.
  sign: (input, key) => lowS(sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })),
  verify: (input, key, signature) =>
    signature.length === 64 &&
    isLowS(signature) &&
    verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature),
};

const EDDSA: SignatureAlgorithm = {
  name: 'EdDSA',
  sign: (input, key) => sign(null, input, key),
  verify: (input, key, signature) => signature.length === 64 && verify(null, input, key, signature),
};

const RS256: SignatureAlgorithm = {
  name: 'RS256',
  sign: (input, key) => sign('sha256', input, key),
  // RFC 8017, section 8.2.2: a signature of another length than the modulus is invalid. OpenSSL checks that.
  verify: (input, key, signature) => verify('sha256', input, key, signature),
};

/**
 * Returns the one algorithm that a key is for.
 *
 * @throws Error if there is none, or the key is too weak
 */
export function signatureAlgorithmOf(key: KeyObject): SignatureAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key;
  if (type === 'ec' && details.namedCurve === 'prime256v1') {
    return ES256;
  }
  if (type === 'ed25519') {
    return EDDSA;
  }
  if (type === 'rsa') {
    const { modulusLength = 0, publicExponent = 0n } = details;
    if (modulusLength < MIN_RSA_BITS) {
      throw new Error(`The RSA key has ${modulusLength} bits; RS256 needs at least ${MIN_RSA_BITS} here.`);
    }
    if (publicExponent < 65_537n) {
      throw new Error(`The RSA key has the public exponent ${publicExponent}; at least 65537 is needed.`);
    }
    return RS256;
  }
  throw new Error(
    `A key of type ${type ?? key.type} signs no tokens: ES256 takes the curve P-256, EdDSA takes Ed25519, RS256 takes RSA.`,
  );
}
