import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FormRequest, formOf, Public, TokenErrorFilter } from '@portcullis/auth';
import { ClientAuthentication } from '../clients/client.authentication.js';
import { ApiOAuthErrors } from './oauth.answers.js';
import { RevocationRequestSchema } from './oauth.schemas.js';
import { requiredParameter } from './required-parameter.js';
import { TokenRevocation } from './token.revocation.js';

/** The revocation endpoint (RFC 7009). */
@ApiTags('authentication')
@Public()
@UseFilters(TokenErrorFilter)
@Controller('revoke')
export class RevocationController {
  constructor(
    private readonly clients: ClientAuthentication,
    private readonly revocation: TokenRevocation,
  ) {}

  /** Section 2.2: 200 for a token that is not good too, as the client has what it wanted. */
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({
    summary: 'Give a token back',
    description:
      'Ends the session that the token belongs to (RFC 7009). Whoever has the token may; a confidential client authenticates.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: RevocationRequestSchema })
  @ApiOkResponse({ description: 'The token is not good any more, or never was.' })
  @ApiOAuthErrors('revocation')
  async revoke(@Req() request: FormRequest): Promise<void> {
    const form = formOf(request);
    const client = this.clients.authenticate(request.headers, form);
    const token = requiredParameter(form, 'token');
    await this.revocation.revoke(token, client);
  }
}
