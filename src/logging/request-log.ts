import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';

/**
 * One line a request, in the place of all that Fastify would say of it. Names the path alone: a query holds whatever people
 * paste into it, and headers hold credentials.
 */
export class RequestLog extends LogController {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    super({ disableRequestLogging: true });
    // These lines are made of the members below and no others. To look for secrets in them costs more than to write them.
    this.#logger = logger.child({}, { redact: [] });
  }

  override requestCompleted(_error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    if (!this.#logger.isLevelEnabled('info')) {
      return;
    }
    const { id: requestId, method, url } = request;
    const path = url.split('?', 1)[0];
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    this.#logger.info({ requestId, method, path, status: reply.statusCode, milliseconds }, 'request');
  }
}
