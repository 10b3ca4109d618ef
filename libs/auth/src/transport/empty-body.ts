import type { IncomingMessage } from 'node:http';
import { SetMetadata } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';

/** The metadata key of `@RouteConfig()` of @nestjs/platform-fastify, whose value becomes the `config` of a Fastify route. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

const NO_BODY = 'portcullis.noBody';

const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** An empty form is a form without parameters: an OAuth endpoint then names the missing one. */
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

type OnRequest = typeof ignoreEmptyBody;

interface Fastify {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
}

interface FastifyRoute {
  readonly config?: Readonly<Record<string, unknown>>;
  onRequest?: OnRequest | OnRequest[];
}

/**
 * Accepts a request without content and with any `Content-Type`. An `onRequest` hook for Fastify, which otherwise refuses empty JSON (400)
 * and a type without a parser (415). An empty form stays a form. Express needs no hook.
 *
 * @example app.getHttpAdapter().getInstance().addHook('onRequest', ignoreEmptyBody)
 */
export function ignoreEmptyBody(
  { raw }: { readonly raw: IncomingMessage },
  _reply: unknown,
  done: (error?: Error) => void,
): void {
  const { headers, method = '' } = raw;
  const isChunked = headers['transfer-encoding'] !== undefined;
  if (FORM.test(headers['content-type'] ?? '') || (isChunked && WITHOUT_CONTENT.has(method))) {
    done();
  } else if (isChunked) {
    detectContent(raw, (hasContent) => {
      if (!hasContent) {
        delete headers['content-type'];
        delete headers['transfer-encoding'];
      }
      done();
    });
  } else {
    if (Number(headers['content-length'] ?? 0) === 0) {
      delete headers['content-type'];
    }
    done();
  }
}

/** Marks a handler that needs no body, for {@link ignoreEmptyBodies}. */
export function TakesNoBody(): MethodDecorator {
  return SetMetadata(FASTIFY_ROUTE_CONFIG, { [NO_BODY]: true });
}

/** Adds {@link ignoreEmptyBody} to the routes with {@link TakesNoBody}. Call it in `configure()` of a module. */
export function ignoreEmptyBodies({ httpAdapter }: HttpAdapterHost): void {
  if (httpAdapter.getType() !== 'fastify') {
    return;
  }
  httpAdapter.getInstance<Fastify>().addHook('onRoute', (route) => {
    if (route.config?.[NO_BODY] === true) {
      route.onRequest = [ignoreEmptyBody, ...[route.onRequest ?? []].flat()];
    }
  });
}

/** Waits for the first byte or the end of chunked content, and puts the byte back. */
function detectContent(message: IncomingMessage, then: (hasContent: boolean) => void): void {
  const settle = (): void => {
    message.off('readable', settle).off('close', settle);
    const first: unknown = message.read();
    if (first !== null) {
      message.unshift(first);
    }
    then(first !== null || !message.complete);
  };
  message.once('readable', settle).once('close', settle);
}
