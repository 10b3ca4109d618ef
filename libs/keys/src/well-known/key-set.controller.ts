import { Controller, Get, Res, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Public } from '@portcullis/auth';
import { ApiOkResponse, ApiOperation, ApiTags, KeyRing, OAuthResponseInterceptor } from '@portcullis/auth/spi';
import { KeySetResponse } from './key-set.response.js';

/** The public keys, for resource servers. Served from memory. */
@ApiTags('service')
@Public()
@UseInterceptors(OAuthResponseInterceptor)
@Controller({ path: '.well-known', version: VERSION_NEUTRAL })
export class KeySetController {
  constructor(
    private readonly keys: KeyRing,
    private readonly adapter: HttpAdapterHost,
  ) {}

  @Get('jwks.json')
  @ApiOperation({
    summary: 'Get the public keys',
    description: 'The public keys that verify access tokens (RFC 7517).',
  })
  @ApiOkResponse({ type: KeySetResponse, description: 'The keys.' })
  keySet(@Res({ passthrough: true }) response: unknown): KeySetResponse {
    const caching = `public, max-age=${this.keys.publishedForSeconds}`;
    this.adapter.httpAdapter.setHeader(response, 'Cache-Control', caching);
    return { keys: this.keys.published };
  }
}
