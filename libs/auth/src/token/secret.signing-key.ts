import { createHmac, createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { MIN_SECRET_BYTES } from '../secret.js';
import { ACCESS_TOKEN_TYPE } from './access-token.claims.js';
import type { SigningKey } from './signing-key.js';

/**
 * Makes a key for HS256 from a shared secret. The secret becomes a `KeyObject` once: jsonwebtoken tries on every call to parse a string as
 * a public key first.
 *
 * @throws Error if the secret has fewer than 32 bytes
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
