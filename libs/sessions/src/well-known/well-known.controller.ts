import { Controller, Get, Inject, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ApiProblem,
  AUTH_OPTIONS,
  type AuthModuleOptions,
  GrantRegistry,
  KeyRing,
  ProblemException,
  Public,
} from '@portcullis/auth';
import { metadataOf } from './authorization-server.metadata.js';
import { AuthorizationServerMetadata } from './authorization-server.response.js';
import { KeySetResponse } from './key-set.response.js';
import { ENDPOINT_PATHS, type EndpointPaths } from './well-known.options.js';

const NOT_DISCOVERABLE = 'The issuer of this service is not a URL';

/** What other services have to know of this one. Answered from memory, whoever asks and however often. */
@ApiTags('service')
@Public()
@Controller('.well-known')
export class WellKnownController {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions,
    @Inject(ENDPOINT_PATHS) private readonly paths: EndpointPaths,
    private readonly grants: GrantRegistry,
    private readonly keys: KeyRing,
    private readonly adapter: HttpAdapterHost,
  ) {}

  @Get('jwks.json')
  @ApiOperation({ summary: 'The keys to check access tokens by', description: 'The public halves alone (RFC 7517).' })
  @ApiOkResponse({ type: KeySetResponse, description: 'The keys.' })
  keySet(@Res({ passthrough: true }) response: unknown): KeySetResponse {
    this.allowCaching(response);
    return { keys: this.keys.published };
  }

  @Get('oauth-authorization-server')
  @ApiOperation({ summary: 'What this authorization server can do', description: 'Its metadata (RFC 8414).' })
  @ApiOkResponse({ type: AuthorizationServerMetadata, description: 'The metadata.' })
  @ApiProblem(404, {
    description: 'There is nothing to discover: `AUTH_ISSUER` is no URL.',
    codes: { not_found: NOT_DISCOVERABLE },
  })
  authorizationServer(@Res({ passthrough: true }) response: unknown): AuthorizationServerMetadata {
    const metadata = metadataOf(this.options, this.paths, this.grants.grantTypes);
    if (!metadata) {
      throw new ProblemException(404, 'not_found', NOT_DISCOVERABLE);
    }
    this.allowCaching(response);
    return metadata;
  }

  private allowCaching(response: unknown): void {
    const value = `public, max-age=${this.keys.publishedForSeconds}`;
    this.adapter.httpAdapter.setHeader(response, 'Cache-Control', value);
  }
}
