import { Controller, Header, HttpCode, Post, Req, Res, type Type, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { IncomingHttpHeaders } from 'node:http';
import { Public } from '../authorization/public.decorator.js';
import { AuthEvents } from '../events/auth-events.js';
import { UserRepository } from '../user/user.repository.js';
import { AccessTokenService } from './access-token.service.js';
import { GrantRegistry } from './grants/grant.registry.js';
import { ScopeService } from './scope.service.js';
import { TokenErrorFilter } from './token-error.filter.js';
import { ApiTokenErrors } from './token.answers.js';
import { tokenRequestOf } from './token-request.js';
import { TOKEN_EXAMPLE, TokenResponse } from './token.response.js';
import { TokenRequestSchema } from './token.schemas.js';

/** The token endpoint (RFC 6749, section 3.2). */
@ApiTags('authentication')
@Public()
@UseFilters(TokenErrorFilter)
@Controller('token')
export class TokenController {
  constructor(
    private readonly grants: GrantRegistry,
    private readonly scopes: ScopeService,
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly events: AuthEvents,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({ summary: 'Sign in', description: 'A username and its password for an access token (OAuth2).' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequestSchema })
  @ApiOkResponse({ type: TokenResponse, description: 'Signed in.', example: TOKEN_EXAMPLE })
  @ApiTokenErrors()
  async token(
    @Req() request: { readonly headers: IncomingHttpHeaders; readonly body?: unknown },
    @Res({ passthrough: true }) response: unknown,
  ): Promise<TokenResponse> {
    const { grantType, scope } = tokenRequestOf(request);
    const authenticate = this.grants.handlerOf(grantType);
    const requested = this.scopes.requested(scope);
    const user = await authenticate(request, response);
    const granted = this.scopes.granted(requested, user);
    const { accessToken, expiresIn } = this.accessTokens.issue({ subject: this.users.subjectOf(user), scope: granted });
    this.events.publish({ type: 'signed_in', userId: user.id, grantType, scopes: granted });
    return {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: expiresIn,
      ...(requested.length > 0 && { scope: granted.join(' ') }),
    };
  }
}

/** The same endpoint at another path. */
export function tokenControllerAt(path: string): Type<TokenController> {
  @Controller(path)
  class TokenControllerElsewhere extends TokenController {}
  return TokenControllerElsewhere;
}
