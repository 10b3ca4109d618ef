import { Controller, Header, HttpCode, Post, Req, Res, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { ApiSchema } from '../openapi-decorators/model.decorators.js';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '../openapi-decorators/operation.decorators.js';
import { ApiPropertyOptional } from '../openapi-decorators/property.decorators.js';
import { SignIn } from '../authentication/sign-in/sign-in.js';
import { ClientAuthentication } from '../client/client.authentication.js';
import { type FormRequest, formOf } from '../oauth-endpoint/form.js';
import { OAuthEndpoint } from '../oauth-endpoint/oauth-endpoint.decorator.js';
import { TOKEN_EXAMPLE, TokenResponse } from '../token/token.response.js';
import { GrantRegistry } from './grants/grant.registry.js';
import { ApiTokenErrors } from './token.errors.js';

/** The grant of a request without `grant_type`. */
const DEFAULT_GRANT_TYPE = 'password';

/** What the forms of all grants have. `createSecuredDocument` writes the form of each grant in its place. */
@ApiSchema({ name: 'TokenRequest' })
class AnyTokenRequest {
  @ApiPropertyOptional({ description: '`password` by default.', example: 'password' })
  readonly grant_type?: string;

  @ApiPropertyOptional({ description: 'Scopes, separated by spaces.', example: '' })
  readonly scope?: string;
}

/** The token endpoint (RFC 6749, section 3.2). */
@ApiTags('authentication')
@OAuthEndpoint()
@Controller({ path: 'token', version: VERSION_NEUTRAL })
@AcrossCopies('TokenController')
export class TokenController {
  constructor(
    readonly grants: GrantRegistry,
    private readonly clients: ClientAuthentication,
    private readonly signIn: SignIn,
  ) {}

  /** Reads the form, authenticates the client, then the user by the grant, and completes the sign-in or refresh. */
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({ summary: 'Sign in', description: 'A username and its password for an access token (OAuth2).' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: AnyTokenRequest })
  @ApiOkResponse({ type: TokenResponse, description: 'Signed in.', example: TOKEN_EXAMPLE })
  @ApiTokenErrors()
  async token(@Req() request: FormRequest, @Res({ passthrough: true }) response: object): Promise<TokenResponse> {
    const form = formOf(request);
    const client = await this.clients.authenticate(request, form);
    const grantType = form.get('grant_type') ?? DEFAULT_GRANT_TYPE;
    const grant = this.grants.find(grantType);
    const tokenRequest = this.signIn.requestOf({ request, response }, { grantType, form, client });
    return this.signIn.perform(tokenRequest, (each) => grant.authenticate(each));
  }
}

/** The same endpoint at another path. */
export function tokenControllerAt(path: string): Type<TokenController> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class TokenControllerElsewhere extends TokenController {}
  return TokenControllerElsewhere;
}
