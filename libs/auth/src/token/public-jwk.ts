/** The public half of a key (RFC 7517), with everything said of it that keeps a reader from taking it for another kind. */
export type PublicJwk = {
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
} & (
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
);
