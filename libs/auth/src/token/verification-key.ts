import { createHash, createPublicKey, type JsonWebKey, KeyObject } from 'node:crypto';
import { InvalidTokenError } from '../errors/credential.errors.js';
import { detachedKey } from './detached-key.js';
import { signatureAlgorithmOf, type SignatureAlgorithm } from './signature-algorithm.js';
import type { PublicJwk, VerificationKey } from './signing-key.js';

/** A verification key with a public half. */
export interface PublicVerificationKey extends VerificationKey {
  readonly publicJwk: PublicJwk;
}

/** A key as an issuer publishes it (RFC 7517, section 4). Not validated. */
export type PublishedJwk = JsonWebKey & {
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
  readonly key_ops?: unknown;
};

/**
 * Makes a key that verifies tokens by a public key. The kind of the key decides the algorithm, and the members of a JWK must agree: with
 * two possible algorithms, an RSA key could be used as the secret of an HMAC.
 *
 * @param key public. A JWK with a private half is refused, since a published private key is compromised
 * @param keyId @default the JWK's own `kid`, or its thumbprint (RFC 7638)
 * @throws Error if it is not a key for ES256, EdDSA or RS256, is too weak, or its members contradict it
 */
export function verificationKey(key: PublishedJwk | KeyObject, keyId?: string): PublicVerificationKey {
  if (key instanceof KeyObject) {
    if (key.type !== 'public') {
      throw new Error(`Signatures are checked with a public key, and this one is ${key.type}.`);
    }
    return publicKey(detachedKey(key), keyId);
  }
  if ('d' in key || 'k' in key) {
    throw new Error('A published key has a private half.');
  }
  const { kid, alg, use, key_ops: operations } = key;
  const made = publicKey(
    createPublicKey({ key, format: 'jwk' }),
    keyId ?? (typeof kid === 'string' && kid !== '' ? kid : undefined),
  );
  if (alg !== undefined && alg !== made.algorithm) {
    throw new Error(`A published key for ${made.algorithm} says that it is for another algorithm.`);
  }
  const verifies = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  if ((use !== undefined && use !== 'sig') || !verifies) {
    throw new Error('A published key says that it checks no signatures.');
  }
  return made;
}

function publicKey(key: KeyObject, keyId?: string): PublicVerificationKey {
  const algorithm = signatureAlgorithmOf(key);
  const members = requiredMembers(key);
  const kid = keyId ?? thumbprint(members);
  return {
    keyId: kid,
    algorithm: algorithm.name,
    publicJwk: { ...members, kid, alg: algorithm.name, use: 'sig' } as PublicJwk,
    verifySignature: (token) => checkSignature(token, key, algorithm),
  };
}

function checkSignature(token: string, key: KeyObject, algorithm: SignatureAlgorithm): void {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  if (!algorithm.verify(Buffer.from(token.slice(0, end)), key, signature)) {
    throw new InvalidTokenError('signature');
  }
}

/** RFC 7638, section 3.2: the members that define the key, in the order of their names. */
function requiredMembers(key: KeyObject): Record<string, string> {
  const jwk = key.export({ format: 'jwk' }) as Record<string, string>;
  return Object.fromEntries(Object.entries(jwk).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function thumbprint(members: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
