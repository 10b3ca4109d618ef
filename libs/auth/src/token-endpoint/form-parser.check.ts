import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { reportUnparsedBody } from '../oauth-endpoint/unparsed-body.js';
import { TokenController } from './token.controller.js';

/** Fastify's code of a request whose media type no parser reads. */
const NO_PARSER = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';

interface Fastify {
  addHook(
    name: 'onError',
    hook: (request: object, reply: unknown, error: { readonly code?: string }) => Promise<void>,
  ): unknown;
}

/**
 * Reports a missing parser for forms on Fastify, which refuses such a request with 415 before any handler. On Express `formOf` reports it.
 * Not at start: Fastify does not tell whether a parser for several types reads forms.
 */
@Injectable()
export class FormParserCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly http: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- an application context without HTTP has none
    if (this.http.httpAdapter?.getType() !== 'fastify' || !this.#hasTokenEndpoint()) {
      return;
    }
    this.http.httpAdapter.getInstance<Fastify>().addHook('onError', async (request, _reply, { code }) => {
      if (code === NO_PARSER) {
        reportUnparsedBody(request);
      }
    });
  }

  #hasTokenEndpoint(): boolean {
    return this.discovery.getControllers().some(({ instance }) => instance instanceof TokenController);
  }
}
