import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ProblemException } from '../errors/problem.exception.js';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

interface RequestWithBody {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Refuses every body that does not say it is JSON, with 415. A page of another origin can make a browser send a form or text
 * without a preflight request (Fetch, CORS-safelisted request-header), and JSON it can't. Parsers are the application's: this looks at
 * the header. A request without a body passes.
 */
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<RequestWithBody>();
    const type = headers['content-type'] ?? (hasBody(headers) ? '' : 'application/json');
    if (!JSON_TYPE.test(String(type))) {
      throw new ProblemException(415, 'unsupported_media_type', 'The media type is not supported');
    }
    return true;
  }
}

/** RFC 9112, section 6. */
function hasBody(headers: RequestWithBody['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
