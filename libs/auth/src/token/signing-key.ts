/** The public half of a key (RFC 7517), with all members that keep a reader from using it for another purpose. */
export type PublicJwk = {
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
} & (
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
);

/** Verifies signatures of one algorithm. The algorithm belongs to the key: no token header can change it. */
export interface VerificationKey {
  readonly keyId: string;
  readonly algorithm: string;
  /** A shared secret has none. */
  readonly publicJwk?: PublicJwk;
  /** @throws Error if the signature is not this key's */
  verifySignature(token: string): void;
}

export interface SigningKey extends VerificationKey {
  sign(claims: object): string;
}
