import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ignoreEmptyBody } from '@portcullis/auth/spi';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { RequestLog } from '../logging/request-log.js';
import { BODY_LIMIT_BYTES } from './body-limit.js';
import { SLOW_CLIENT_LIMITS, type SlowClientLimits } from './slow-clients.js';

/** A request id of a proxy that can be logged as it is. */
const REQUEST_ID = /^[\w.-]{8,64}$/;

/**
 * Creates Fastify with one log line and one id for each request, and with limits on the size and the duration of a request.
 */
export function fastifyAdapter(
  settings: Settings,
  logger: Logger,
  slowClients: SlowClientLimits = SLOW_CLIENT_LIMITS,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    // Fastify has no logger of its own: it would create a child logger for each request, and RequestLog logs the requests.
    logController: new RequestLog(logger),
    genReqId: requestIdOf,
    trustProxy: (_address, hop) => hop < settings.trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    // Fastify would refuse a longer parameter with a response in its own format. Node limits the length of the URL.
    routerOptions: { maxParamLength: 16 * 1024 },
    rewriteUrl: ({ url = '/' }) => decodable(url),
    http: { headersTimeout: slowClients.headersMs, connectionsCheckingInterval: slowClients.checkEveryMs },
    requestTimeout: slowClients.requestMs,
    // Longer than nginx keeps an idle connection (60 s), so that nginx never uses a closed one. In milliseconds.
    keepAliveTimeout: 65_000,
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    ignoreEmptyBody(request, reply, done);
  });
  return adapter;
}

/**
 * Escapes a path that can't be decoded, so that it matches no route. Fastify would respond in its own format, without any hook.
 */
function decodable(url: string): string {
  if (!url.includes('%')) {
    return url;
  }
  const [path = ''] = url.split('?', 1);
  try {
    decodeURI(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
