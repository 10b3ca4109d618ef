import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@portcullis/auth/spi';

/** The state of a token (RFC 7662, section 2.2). */
@ApiSchema({ name: 'Introspection' })
export class IntrospectionResponse {
  @ApiProperty({ description: 'Whether the token is valid at this moment.', example: true })
  readonly active!: boolean;

  @ApiPropertyOptional({ description: 'The scopes granted, separated by spaces.', example: 'users:read' })
  readonly scope?: string;

  @ApiPropertyOptional({
    description: 'The client that the token was issued to, if it authenticated.',
    example: 'shop',
  })
  readonly client_id?: string;

  @ApiPropertyOptional({ description: 'The username of the user.', example: 'alice' })
  readonly username?: string;

  @ApiPropertyOptional({ enum: ['bearer'], description: 'For an access token only.', example: 'bearer' })
  readonly token_type?: 'bearer';

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When the token expires, in seconds since the epoch.',
    example: 1767227400,
  })
  readonly exp?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When the token was issued, in seconds since the epoch.',
    example: 1767225600,
  })
  readonly iat?: number;

  @ApiPropertyOptional({ description: 'The subject of the token.', example: '1' })
  readonly sub?: string;

  @ApiPropertyOptional({ description: 'The audience of an access token.', example: 'portcullis' })
  readonly aud?: string;

  @ApiPropertyOptional({ example: 'portcullis' })
  readonly iss?: string;

  @ApiPropertyOptional({ description: 'For an access token only.', example: '0b0f9c5e-7f0a-4f0e-9d1c-0e6f3a1f2b3c' })
  readonly jti?: string;

  @ApiPropertyOptional({ description: 'The session of the token.', example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90' })
  readonly sid?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'How the user was authenticated (RFC 8176), if known.',
    example: ['pwd'],
  })
  readonly amr?: readonly string[];

  @ApiPropertyOptional({
    type: 'integer',
    description: 'When the user was authenticated, in seconds since the epoch.',
    example: 1767225600,
  })
  readonly auth_time?: number;
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
  amr: ['pwd'],
  auth_time: 1767225600,
};

/** Section 2.2: "the authorization server SHOULD NOT include any additional information about an inactive token". */
export const INACTIVE_EXAMPLE: IntrospectionResponse = { active: false };
