import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi-decorators/property.decorators.js';

const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/** The metadata of an authorization server (RFC 8414, section 2). It may have members of other specifications as well. */
@ApiSchema({ name: 'AuthorizationServerMetadata' })
export class AuthorizationServerMetadata {
  @ApiProperty({ description: 'The `iss` of the tokens, byte for byte.', example: 'https://auth.example.com' })
  readonly issuer!: string;

  @ApiPropertyOptional({ example: 'https://auth.example.com/token' })
  readonly token_endpoint?: string;

  @ApiPropertyOptional({ example: 'https://auth.example.com/.well-known/jwks.json' })
  readonly jwks_uri?: string;

  @ApiProperty({ type: [String], example: ['users:read'] })
  readonly scopes_supported!: readonly string[];

  @ApiProperty({ type: [String], description: 'Empty: there is no authorization endpoint.', example: [] })
  readonly response_types_supported!: readonly string[];

  @ApiProperty({ type: [String], example: ['password', 'refresh_token'] })
  readonly grant_types_supported!: readonly string[];

  @ApiPropertyOptional({ type: [String], example: [...CLIENT_AUTHENTICATION, 'none'] })
  readonly token_endpoint_auth_methods_supported?: readonly string[];

  @ApiPropertyOptional({ description: 'RFC 7009.', example: 'https://auth.example.com/revoke' })
  readonly revocation_endpoint?: string;

  @ApiPropertyOptional({ type: [String], example: [...CLIENT_AUTHENTICATION, 'none'] })
  readonly revocation_endpoint_auth_methods_supported?: readonly string[];

  @ApiPropertyOptional({ description: 'RFC 7662.', example: 'https://auth.example.com/introspect' })
  readonly introspection_endpoint?: string;

  @ApiPropertyOptional({ type: [String], example: CLIENT_AUTHENTICATION })
  readonly introspection_endpoint_auth_methods_supported?: readonly string[];

  readonly [member: string]: unknown;
}
