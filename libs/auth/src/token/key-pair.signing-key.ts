import { createPublicKey, type KeyObject } from 'node:crypto';
import { ACCESS_TOKEN_TYPE } from './access-token.claims.js';
import { detachedKey } from './detached-key.js';
import { signatureAlgorithmOf } from './signature-algorithm.js';
import type { SigningKey } from './signing-key.js';
import { type PublicVerificationKey, verificationKey } from './verification-key.js';

/**
 * Makes a signing key for ES256 (P-256), EdDSA (Ed25519) or RS256 (RSA of 3072 bits or more), as the private key requires.
 *
 * @param privateKey generated in this process, or read from somewhere
 * @param keyId @default the thumbprint of the public half (RFC 7638)
 * @throws Error if the key is of another kind, too weak, or not private
 */
export function keyPairSigningKey(privateKey: KeyObject, keyId?: string): SigningKey & PublicVerificationKey {
  if (privateKey.type !== 'private') {
    throw new Error(`Tokens are signed with a private key, and this one is ${privateKey.type}.`);
  }
  const key = detachedKey(privateKey);
  const algorithm = signatureAlgorithmOf(key);
  const verification = verificationKey(createPublicKey(key), keyId);
  const header = encode({ alg: algorithm.name, typ: ACCESS_TOKEN_TYPE, kid: verification.keyId });
  return {
    ...verification,
    sign: (claims) => {
      const input = `${header}.${encode(claims)}`;
      return `${input}.${algorithm.sign(Buffer.from(input), key).toString('base64url')}`;
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
