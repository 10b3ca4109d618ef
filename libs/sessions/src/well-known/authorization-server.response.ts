import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/** RFC 8414, section 2. */
@ApiSchema({ name: 'AuthorizationServerMetadata' })
export class AuthorizationServerMetadata {
  @ApiProperty({ description: '`iss` of the tokens, byte for byte.', example: 'https://auth.example.com' })
  readonly issuer!: string;

  @ApiProperty({ example: 'https://auth.example.com/token' })
  readonly token_endpoint!: string;

  @ApiProperty({ example: 'https://auth.example.com/.well-known/jwks.json' })
  readonly jwks_uri!: string;

  @ApiProperty({ type: [String], example: ['users:read'] })
  readonly scopes_supported!: readonly string[];

  @ApiProperty({ type: [String], description: 'None: there is no authorization endpoint.', example: [] })
  readonly response_types_supported!: readonly string[];

  @ApiProperty({ type: [String], example: ['password', 'refresh_token'] })
  readonly grant_types_supported!: readonly string[];

  @ApiProperty({ type: [String], example: ['none'] })
  readonly token_endpoint_auth_methods_supported!: readonly string[];

  @ApiPropertyOptional({ description: 'RFC 7009.', example: 'https://auth.example.com/revoke' })
  readonly revocation_endpoint?: string;

  @ApiPropertyOptional({ type: [String], example: [...CLIENT_AUTHENTICATION, 'none'] })
  readonly revocation_endpoint_auth_methods_supported?: readonly string[];

  @ApiPropertyOptional({ description: 'RFC 7662.', example: 'https://auth.example.com/introspect' })
  readonly introspection_endpoint?: string;

  @ApiPropertyOptional({ type: [String], example: CLIENT_AUTHENTICATION })
  readonly introspection_endpoint_auth_methods_supported?: readonly string[];
}
