import { ApiProperty, ApiSchema, type PublicJwk } from '@portcullis/auth/spi';

const EXAMPLE = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  alg: 'EdDSA',
  use: 'sig',
};

/** A JWK Set (RFC 7517, section 5). */
@ApiSchema({ name: 'KeySet' })
export class KeySetResponse {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    description:
      'The public keys whose tokens are accepted, and the next one. Empty if a shared secret signs the tokens.',
    example: [EXAMPLE],
  })
  readonly keys!: readonly PublicJwk[];
}
