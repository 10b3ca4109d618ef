import { Controller, Header, HttpCode, Post, Req, VERSION_NEUTRAL } from '@nestjs/common';
import { ServiceUnavailableError } from '@portcullis/auth';
import {
  ApiBody,
  ApiConsumes,
  ApiOAuthErrors,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ClientAuthentication,
  formOf,
  type FormRequest,
  InvalidClientError,
  InvalidRequestError,
  OAuthEndpoint,
  requestOriginOf,
} from '@portcullis/auth/spi';
import { RevocationRequestSchema, tokenIn } from './token.form.js';
import { TokenRevocation } from './token.revocation.js';

/** The revocation endpoint (RFC 7009). */
@ApiTags('authentication')
@OAuthEndpoint()
@Controller({ path: 'revoke', version: VERSION_NEUTRAL })
export class RevocationController {
  constructor(
    private readonly clients: ClientAuthentication,
    private readonly revocation: TokenRevocation,
  ) {}

  /** Section 2.2: an invalid token is a success too, because the client only wants it to be invalid. */
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({
    summary: 'Revoke a token',
    description: 'Ends the session of an access or refresh token (RFC 7009). A confidential client must authenticate.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: RevocationRequestSchema })
  @ApiOkResponse({ description: 'The token is revoked, or was not valid.' })
  @ApiOAuthErrors(
    { ...InvalidRequestError.documentation, description: 'The parameter token is missing' },
    InvalidClientError,
    {
      ...ServiceUnavailableError.documentation,
      when: 'The database is unreachable, so the token may still be valid.',
    },
  )
  async revoke(@Req() request: FormRequest): Promise<void> {
    const form = formOf(request);
    const client = await this.clients.authenticate(request, form);
    const token = tokenIn(form);
    await this.revocation.revoke(token, client, requestOriginOf(request));
  }
}
