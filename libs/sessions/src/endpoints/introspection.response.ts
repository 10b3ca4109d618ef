import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** What a token is worth (RFC 7662, section 2.2). */
@ApiSchema({ name: 'Introspection' })
export class IntrospectionResponse {
  @ApiProperty({ description: 'Whether it is good at this moment.', example: true })
  readonly active!: boolean;

  @ApiPropertyOptional({ description: 'The scopes granted, separated by spaces.', example: 'users:read' })
  readonly scope?: string;

  @ApiPropertyOptional({ description: 'The client it was issued to, where that has proven itself.', example: 'shop' })
  readonly client_id?: string;

  @ApiPropertyOptional({ description: 'Who it speaks for, by the name they sign in with.', example: 'alice' })
  readonly username?: string;

  @ApiPropertyOptional({ enum: ['bearer'], description: 'Only of an access token.', example: 'bearer' })
  readonly token_type?: 'bearer';

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When it expires, in seconds since the epoch.',
    example: 1767227400,
  })
  readonly exp?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When it was issued, in seconds since the epoch.',
    example: 1767225600,
  })
  readonly iat?: number;

  @ApiPropertyOptional({ description: 'Who it speaks for, for good.', example: '1' })
  readonly sub?: string;

  @ApiPropertyOptional({ description: 'Whom an access token is for.', example: 'portcullis' })
  readonly aud?: string;

  @ApiPropertyOptional({ example: 'portcullis' })
  readonly iss?: string;

  @ApiPropertyOptional({ description: 'Only of an access token.', example: '0b0f9c5e-7f0a-4f0e-9d1c-0e6f3a1f2b3c' })
  readonly jti?: string;

  @ApiPropertyOptional({ description: 'The session behind it.', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' })
  readonly sid?: string;
}

export const INTROSPECTION_EXAMPLE: IntrospectionResponse = {
  active: true,
  scope: 'users:read',
  username: 'alice',
  token_type: 'bearer',
  exp: 1767227400,
  iat: 1767225600,
  sub: '1',
  aud: 'portcullis',
  iss: 'portcullis',
  jti: '0b0f9c5e-7f0a-4f0e-9d1c-0e6f3a1f2b3c',
  sid: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90',
};

/** Section 2.2: "the authorization server SHOULD NOT include any additional information about an inactive token". */
export const INACTIVE_EXAMPLE: IntrospectionResponse = { active: false };
