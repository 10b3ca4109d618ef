import { Controller, Header, HttpCode, Post, Req, Res, type Type, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { IncomingHttpHeaders } from 'node:http';
import { Public } from '../authorization/public.decorator.js';
import { AuthEvents } from '../events/auth-events.js';
import { GrantRegistry } from './grants/grant.registry.js';
import { ProvenGrant } from './grants/proven-grant.js';
import { ScopeService } from './scope.service.js';
import { TokenErrorFilter } from './token-error.filter.js';
import { TokenIssuer } from './token-issuer.js';
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
    private readonly issuer: TokenIssuer,
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
    const proven = await authenticate(request, response);
    const { user, scopes: ceiling = null } = proven instanceof ProvenGrant ? proven : { user: proven };
    const granted = this.scopes.granted(requested, user, ceiling);
    const isAboutScopes = requested.length > 0 || (ceiling ?? granted).length > 0;
    const issuance = { user, grantType, scopes: granted, request };
    const answer = await this.issuer.issue(issuance, isAboutScopes ? granted.join(' ') : undefined);
    // An earlier authorization that goes on is nobody's signing in.
    if (ceiling === null) {
      this.events.publish({ type: 'signed_in', userId: user.id, grantType, scopes: granted });
    }
    return answer;
  }
}

/** The same endpoint at another path. */
export function tokenControllerAt(path: string): Type<TokenController> {
  @Controller(path)
  class TokenControllerElsewhere extends TokenController {}
  return TokenControllerElsewhere;
}
