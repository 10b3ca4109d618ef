import { ApiSchema } from '../../openapi-decorators/model.decorators.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi-decorators/property.decorators.js';
import { PasswordAuthentication } from '../../authentication/password.authentication.js';
import type { GrantResult } from '../../authentication/sign-in/grant-result.js';
import type { TokenRequest } from '../../authentication/sign-in/token-request.js';
import { Grant, type TokenGrant } from './grant.decorator.js';

/** The form of the password grant, for the OpenAPI document (RFC 6749, section 4.3.2). */
@ApiSchema({ name: 'PasswordTokenRequest', description: 'Sign in by username and password' })
class PasswordTokenRequest {
  @ApiProperty({ example: 'alice' })
  readonly username!: string;

  @ApiProperty({ format: 'password', example: 'correct horse battery staple' })
  readonly password!: string;

  @ApiPropertyOptional({ description: 'Scopes, separated by spaces.', example: '' })
  readonly scope?: string;
}

/** A username and its password for a token (RFC 6749, section 4.3). */
@Grant('password', { form: PasswordTokenRequest })
export class PasswordGrant implements TokenGrant {
  constructor(private readonly passwords: PasswordAuthentication) {}

  authenticate(request: TokenRequest): Promise<GrantResult> {
    return this.passwords.authenticate(request);
  }
}
