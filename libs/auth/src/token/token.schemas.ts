import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** The form of the password grant, for the OpenAPI document; what is accepted is decided in `token-request.ts`. */
@ApiSchema({ name: 'TokenRequest' })
export class TokenRequestSchema {
  @ApiPropertyOptional({ description: 'May be left out.', enum: ['password'], example: 'password' })
  readonly grant_type?: string;

  @ApiProperty({ example: 'alice' })
  readonly username!: string;

  @ApiProperty({ format: 'password', example: 'correct horse battery staple' })
  readonly password!: string;

  @ApiPropertyOptional({ description: 'Scopes, separated by spaces.', example: '' })
  readonly scope?: string;
}

/** An error of the token endpoint (RFC 6749, section 5.2). */
@ApiSchema({ name: 'TokenError' })
export class TokenErrorSchema {
  @ApiProperty({
    enum: [
      'invalid_request',
      'invalid_grant',
      'invalid_scope',
      'unsupported_grant_type',
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
