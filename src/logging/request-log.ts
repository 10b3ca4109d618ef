import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/**
 * One line a request, in the place of all that Fastify would say of it. Names the path alone: a query holds whatever people
 * paste into it, and headers hold credentials.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ disableRequestLogging: true, requestIdLogLabel: 'requestId' });
  }

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const path = request.url.split('?', 1)[0];
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info({ method: request.method, path, status: reply.statusCode, milliseconds }, 'request');
  }
}
