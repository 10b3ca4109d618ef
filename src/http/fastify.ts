import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { RequestLog } from '../logging/request-log.js';
import { BODY_LIMIT_BYTES } from './body-limit.js';
import { randomId } from './random-id.js';
import { SLOW_CLIENT_LIMITS, type SlowClientLimits } from './slow-clients.js';

/** An id that a proxy gave, if it can stand in a log as it is. */
const REQUEST_ID = /^[\w.-]{8,64}$/;

/**
 * Fastify with what an operator expects of it: one log line and one id a request, and limits on what a client may send and
 * how long it may take to send it.
 */
export function fastifyAdapter(
  settings: Settings,
  logger: Logger,
  slowClients: SlowClientLimits = SLOW_CLIENT_LIMITS,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    // Fastify itself has no logger: it would make one of each request's own, and RequestLog alone writes of requests.
    logController: new RequestLog(logger),
    genReqId: requestIdOf,
    trustProxy: (_address, hop) => hop < settings.trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    // What is too long for a parameter Fastify would refuse by itself, in a form of its own. Node's limit on headers holds.
    routerOptions: { maxParamLength: 16 * 1024 },
    rewriteUrl: ({ url = '/' }) => decodable(url),
    http: { headersTimeout: slowClients.headersMs, connectionsCheckingInterval: slowClients.checkEveryMs },
    requestTimeout: slowClients.requestMs,
    // In ms; longer than nginx keeps a connection that it does not use, so that it is never the one who finds it closed.
    keepAliveTimeout: 65_000,
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    done();
  });
  return adapter;
}

/**
 * Where a path can't be decoded, Fastify answers by itself, in a form of its own and past every hook. Taken literally such
 * a path can be, and names nothing.
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
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomId();
}
