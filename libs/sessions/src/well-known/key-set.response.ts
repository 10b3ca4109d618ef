import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { PublicJwk } from '@portcullis/auth';

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
    description: 'The public halves of the keys whose tokens are honoured, and of the next. None with a shared secret.',
    example: [EXAMPLE],
  })
  readonly keys!: readonly PublicJwk[];
}
