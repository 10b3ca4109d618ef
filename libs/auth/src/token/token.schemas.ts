import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** The forms of the grants, for the OpenAPI document; what is accepted is decided in `token-request.ts` and by each grant. */
@ApiSchema({ name: 'TokenRequest' })
export class TokenRequestSchema {
  @ApiPropertyOptional({
    description: '`password` where it is left out; `refresh_token` where sessions are kept.',
    enum: ['password', 'refresh_token'],
    example: 'password',
  })
  readonly grant_type?: string;

  @ApiPropertyOptional({ description: 'Of the password grant.', example: 'alice' })
  readonly username?: string;

  @ApiPropertyOptional({
    description: 'Of the password grant.',
    format: 'password',
    example: 'correct horse battery staple',
  })
  readonly password?: string;

  @ApiPropertyOptional({ description: 'Of the refresh token grant: the token that the last answer held.' })
  readonly refresh_token?: string;

  @ApiPropertyOptional({ description: 'Scopes, separated by spaces.', example: '' })
  readonly scope?: string;
}

/** An error of the token endpoint (RFC 6749, section 5.2). */
@ApiSchema({ name: 'TokenError' })
export class TokenErrorSchema {
  @ApiProperty({
    enum: [
      'invalid_request',
      'invalid_client',
      'invalid_grant',
      'invalid_scope',
      'unsupported_grant_type',
      'access_denied',
      'too_many_attempts',
      'temporarily_unavailable',
    ],
    example: 'invalid_grant',
  })
  readonly error!: string;

  @ApiProperty({ example: 'Incorrect username or password' })
  readonly error_description!: string;

  @ApiProperty({ description: 'The description again.', example: 'Incorrect username or password' })
  readonly detail!: string;
}
