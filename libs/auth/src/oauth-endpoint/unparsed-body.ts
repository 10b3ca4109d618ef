import { Logger } from '@nestjs/common';

/** Node's request, or Fastify's around it. */
interface UnparsedRequest {
  readonly headers?: { readonly [name: string]: unknown };
  readonly body?: unknown;
  readonly raw?: UnparsedRequest;
  readonly socket?: { readonly server?: object };
}

/** The media types that Nest parses by default, without parameters or with a charset, and the lines that add their parsers. */
const PARSERS = [
  {
    type: /^application\/x-www-form-urlencoded(?: *; *charset=[\w-]+)?$/i,
    what: 'a form',
    ofExpress: "app.useBodyParser('urlencoded', { extended: false })",
    ofFastify: "app.useBodyParser('application/x-www-form-urlencoded')",
  },
  {
    type: /^application\/json(?: *; *charset=[\w-]+)?$/i,
    what: 'JSON',
    ofExpress: "app.useBodyParser('json')",
    ofFastify: "app.useBodyParser('application/json')",
  },
] as const;

const logger = new Logger('AuthModule');
const reported = new WeakSet<object>();

/**
 * Logs the line that the application lacks if a request has a body that no parser has read, once for each server. The client only learns
 * that its request is malformed.
 */
export function reportUnparsedBody(request: object): void {
  const { headers = {}, body, raw, socket } = request as UnparsedRequest;
  const hasContent = Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  const parser = PARSERS.find(({ type }) => type.test(String(headers['content-type'])));
  const server = (raw?.socket ?? socket)?.server ?? reported;
  if (parser && hasContent && isUnparsed(body) && !reported.has(server)) {
    reported.add(server);
    logger.error(
      `A client has sent ${parser.what}, and this application has no parser for it: leave out bodyParser: false, or write ` +
        `${raw ? parser.ofFastify : parser.ofExpress} before app.listen().`,
    );
  }
}

/** `express.raw()` and `express.text()` parse nothing. */
function isUnparsed(body: unknown): boolean {
  return body === undefined || body === null || typeof body === 'string' || Buffer.isBuffer(body);
}
