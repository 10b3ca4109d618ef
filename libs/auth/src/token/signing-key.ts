import type { PublicJwk } from './public-jwk.js';

/** Checks signatures of one algorithm. The algorithm belongs to the key; no token header can change it. */
export interface VerificationKey {
  readonly keyId: string;
  readonly algorithm: string;
  /** The half that anybody may have. A shared secret has none. */
  readonly publicJwk?: PublicJwk;
  /** @throws whatever the signature check throws, where the signature is not this key's */
  verifySignature(token: string): void;
}

/** A key that signs, too. */
export interface SigningKey extends VerificationKey {
  sign(claims: object): string;
}
