import { createHmac, createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { ACCESS_TOKEN_TYPE } from './access-token.claims.js';
import type { SigningKey } from './signing-key.js';

/** RFC 7518, section 3.2: a key for HS256 has at least the size of the hash output. */
const MIN_SECRET_BYTES = 32;

/**
 * A key for HS256 from a shared secret. The secret becomes a `KeyObject` once: handed over as a string, jsonwebtoken would
 * try on every call to read it as a public key first.
 *
 * @throws Error where the secret has fewer than 32 bytes
 */
export function secretSigningKey(secret: string): SigningKey {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new Error(
      `The secret that signs access tokens has ${bytes.length} bytes; HS256 needs at least ${MIN_SECRET_BYTES} (RFC 7518, section 3.2).`,
    );
  }
  const keyId = createHmac('sha256', bytes).update('portcullis key id').digest('base64url').slice(0, 16);
  const algorithm = 'HS256';
  const jwt = new JwtService({
    secret: createSecretKey(bytes),
    signOptions: { algorithm, header: { alg: algorithm, typ: ACCESS_TOKEN_TYPE, kid: keyId } },
    // Time is checked with the other claims, by the injected clock.
    verifyOptions: { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true },
  });
  return {
    keyId,
    algorithm,
    sign: (claims) => jwt.sign(claims),
    verifySignature: (token) => void jwt.verify<object>(token),
  };
}
