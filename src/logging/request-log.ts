import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';

/**
 * Logs one line for each request, instead of Fastify's own lines. Never logs the query, which may contain secrets that a user
 * pasted, or the headers, which contain credentials.
 */
export class RequestLog extends LogController {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    super({ disableRequestLogging: true });
    // The members below contain no secrets, and redaction costs more than the line.
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
