import { ApiProperty, ApiPropertyOptional, ApiSchema, InvalidRequestError } from '@portcullis/auth/spi';

const HINT = {
  description: 'Optional, and ignored: the token itself shows its type.',
  enum: ['access_token', 'refresh_token'],
  example: 'refresh_token',
};

const TOKEN = {
  description: 'A refresh token or an access token.',
  example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90.Rk9PQkFSQkFaUVVYMDEyMzQ1Njc4OTAxMjM0NTY3ODk.AAAAAAAAAAAAAAAAAAAAAA',
};

/** The form of the revocation endpoint, for the OpenAPI document (RFC 7009, section 2.1). */
@ApiSchema({ name: 'RevocationRequest' })
export class RevocationRequestSchema {
  @ApiProperty(TOKEN)
  readonly token!: string;

  @ApiPropertyOptional(HINT)
  readonly token_type_hint?: string;
}

/** The form of the introspection endpoint, for the OpenAPI document (RFC 7662, section 2.1). */
@ApiSchema({ name: 'IntrospectionRequest' })
export class IntrospectionRequestSchema {
  @ApiProperty(TOKEN)
  readonly token!: string;

  @ApiPropertyOptional(HINT)
  readonly token_type_hint?: string;

  @ApiPropertyOptional({
    description: 'Send `client_id` and `client_secret` here or in an `Authorization: Basic` header.',
    example: 'reports',
  })
  readonly client_id?: string;

  @ApiPropertyOptional({ format: 'password', example: 'a-random-secret-of-256-bits' })
  readonly client_secret?: string;
}

/** @throws InvalidRequestError if the token is missing or empty */
export function tokenIn(form: ReadonlyMap<string, string>): string {
  const token = form.get('token');
  if (token === undefined) {
    throw new InvalidRequestError('The parameter token is missing');
  }
  return token;
}
