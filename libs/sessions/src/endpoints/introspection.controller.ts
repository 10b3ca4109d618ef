import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AccessDeniedError,
  type FormRequest,
  formOf,
  InvalidClientError,
  Public,
  TokenErrorFilter,
} from '@portcullis/auth';
import { ClientAuthentication } from '../clients/client.authentication.js';
import { INACTIVE_EXAMPLE, INTROSPECTION_EXAMPLE, IntrospectionResponse } from './introspection.response.js';
import { ApiOAuthErrors } from './oauth.answers.js';
import { IntrospectionRequestSchema } from './oauth.schemas.js';
import { requiredParameter } from './required-parameter.js';
import { TokenIntrospection } from './token.introspection.js';

/** The introspection endpoint (RFC 7662). */
@ApiTags('authentication')
@Public()
@UseFilters(TokenErrorFilter)
@Controller('introspect')
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
    summary: 'What is a token worth?',
    description: 'For resource servers, as confidential clients that are allowed to ask (RFC 7662).',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: IntrospectionRequestSchema })
  @ApiOkResponse({
    type: IntrospectionResponse,
    description: 'At this moment. Of a token that is not good, nothing but that.',
    examples: {
      active: { summary: 'A good access token', value: INTROSPECTION_EXAMPLE },
      inactive: { summary: 'Anything else', value: INACTIVE_EXAMPLE },
    },
  })
  @ApiOAuthErrors('introspection')
  async introspect(@Req() request: FormRequest): Promise<IntrospectionResponse> {
    const form = formOf(request);
    this.#admit(request, form);
    const token = requiredParameter(form, 'token');
    return this.introspection.introspect(token);
  }

  /** Section 2.1: "To prevent token scanning attacks, the endpoint MUST also require some form of authorization". */
  #admit({ headers }: FormRequest, form: ReadonlyMap<string, string>): void {
    const client = this.clients.authenticate(headers, form);
    if (!client) {
      throw new InvalidClientError();
    }
    if (!client.introspect) {
      throw new AccessDeniedError();
    }
  }
}
