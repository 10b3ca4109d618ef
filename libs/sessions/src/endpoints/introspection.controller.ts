import { Controller, Header, HttpCode, Post, Req, VERSION_NEUTRAL } from '@nestjs/common';
import { ServiceUnavailableError } from '@portcullis/auth';
import {
  AccessDeniedError,
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
} from '@portcullis/auth/spi';
import { INACTIVE_EXAMPLE, INTROSPECTION_EXAMPLE, IntrospectionResponse } from './introspection.response.js';
import { IntrospectionRequestSchema, tokenIn } from './token.form.js';
import { TokenIntrospection } from './token.introspection.js';

/** The introspection endpoint (RFC 7662). */
@ApiTags('authentication')
@OAuthEndpoint()
@Controller({ path: 'introspect', version: VERSION_NEUTRAL })
export class IntrospectionController {
  constructor(
    private readonly clients: ClientAuthentication,
    private readonly introspection: TokenIntrospection,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({
    summary: 'Introspect a token',
    description:
      'Tells a resource server whether a token is valid (RFC 7662). The client must authenticate, and be allowed to introspect.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: IntrospectionRequestSchema })
  @ApiOkResponse({
    type: IntrospectionResponse,
    description: 'The state of the token now. If it is not valid, `active` is the only member.',
    examples: {
      active: { summary: 'A valid access token', value: INTROSPECTION_EXAMPLE },
      inactive: { summary: 'Any other token', value: INACTIVE_EXAMPLE },
    },
  })
  @ApiOAuthErrors(
    { ...InvalidRequestError.documentation, description: 'The parameter token is missing' },
    { ...InvalidClientError.documentation, when: 'The client did not authenticate.' },
    { ...AccessDeniedError.documentation, when: 'The client is not allowed to introspect tokens.' },
    {
      ...ServiceUnavailableError.documentation,
      when: 'The database is unreachable, so the token was not checked.',
    },
  )
  async introspect(@Req() request: FormRequest): Promise<IntrospectionResponse> {
    const form = formOf(request);
    await this.#admit(request, form);
    const token = tokenIn(form);
    return this.introspection.introspect(token);
  }

  /** Section 2.1: "To prevent token scanning attacks, the endpoint MUST also require some form of authorization". */
  async #admit(request: FormRequest, form: ReadonlyMap<string, string>): Promise<void> {
    const client = await this.clients.authenticate(request, form);
    if (!client) {
      throw new InvalidClientError();
    }
    if (!client.introspect) {
      throw new AccessDeniedError();
    }
  }
}
