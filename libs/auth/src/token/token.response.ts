import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** A successful answer of the token endpoint (RFC 6749, section 5.1). */
@ApiSchema({ name: 'Token' })
export class TokenResponse {
  @ApiProperty({
    description: 'The bearer token, to be sent in the Authorization header.',
    example: 'eyJhbGciOiJIUzI1NiIs…',
  })
  readonly access_token!: string;

  @ApiProperty({ enum: ['bearer'], example: 'bearer' })
  readonly token_type!: 'bearer';

  @ApiProperty({ type: 'integer', description: 'Seconds until the token expires.', example: 1800 })
  readonly expires_in!: number;

  @ApiPropertyOptional({ description: 'The scopes granted, where scopes were asked for.', example: 'items:read' })
  readonly scope?: string;

  @ApiPropertyOptional({
    description: 'Good once, for a new access token and its own successor. Where sessions are kept.',
    example: '0198a6f2-6d3c-4b7e-9f10-5f4c3b2a1d0e.Zk3…',
  })
  readonly refresh_token?: string;
}

/** What most answers look like: nobody has asked for a scope. */
export const TOKEN_EXAMPLE: TokenResponse = {
  access_token: 'eyJhbGciOiJIUzI1NiIs…',
  token_type: 'bearer',
  expires_in: 1800,
};
