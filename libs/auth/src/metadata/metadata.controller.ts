import { Controller, Get, Res, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiTags } from '../openapi-decorators/operation.decorators.js';
import { Public } from '../authorization/access.decorators.js';
import { ApiProblem } from '../errors/api-problem.decorator.js';
import { ProblemException } from '../errors/problem.exception.js';
import { KeyRing } from '../token/key-ring.js';
import { OAuthResponseInterceptor } from '../oauth-endpoint/oauth-response.interceptor.js';
import { AuthorizationServerMetadata } from './authorization-server.metadata.js';
import { MetadataDocument } from './metadata.document.js';

const NOT_DISCOVERABLE = 'The issuer of this service is not a URL';

/** The metadata of the authorization server (RFC 8414). Served from memory. */
@ApiTags('service')
@Public()
@UseInterceptors(OAuthResponseInterceptor)
@Controller({ path: '.well-known', version: VERSION_NEUTRAL })
export class MetadataController {
  constructor(
    private readonly document: MetadataDocument,
    private readonly keys: KeyRing,
    private readonly adapter: HttpAdapterHost,
  ) {}

  @Get('oauth-authorization-server')
  @ApiOperation({ summary: 'Get the authorization server metadata', description: 'RFC 8414.' })
  @ApiOkResponse({ type: AuthorizationServerMetadata, description: 'The metadata.' })
  @ApiProblem(404, {
    description: 'The issuer is not a URL, so it has no metadata.',
    codes: { not_found: NOT_DISCOVERABLE },
  })
  authorizationServer(@Res({ passthrough: true }) response: unknown): AuthorizationServerMetadata {
    const metadata = this.document.copy();
    if (!metadata) {
      throw new ProblemException(404, 'not_found', NOT_DISCOVERABLE);
    }
    const caching = `public, max-age=${this.keys.publishedForSeconds}`;
    this.adapter.httpAdapter.setHeader(response, 'Cache-Control', caching);
    return metadata;
  }
}
