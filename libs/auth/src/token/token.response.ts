import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi-decorators/property.decorators.js';

/** A successful response of the token endpoint (RFC 6749, section 5.1). */
@ApiSchema({ name: 'Token' })
export class TokenResponse {
  @ApiProperty({
    description: 'The bearer token. Send it in the `Authorization` header.',
    example: 'eyJhbGciOiJIUzI1NiIs…',
  })
  readonly access_token!: string;

  @ApiProperty({ enum: ['bearer'], example: 'bearer' })
  readonly token_type!: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds until the token expires.', example: 1800 })
  readonly expires_in!: number;

  @ApiPropertyOptional({
    description: 'The granted scopes, separated by spaces, if the request asked for scopes.',
    example: 'items:read',
  })
  readonly scope?: string;

  /** What each `AccessTokenCustomizer` adds. */
  readonly [member: string]: unknown;
}

/** The usual response: to a request that names no scope. */
export const TOKEN_EXAMPLE: TokenResponse = {
  access_token: 'eyJhbGciOiJIUzI1NiIs…',
  token_type: 'bearer',
  expires_in: 1800,
};
