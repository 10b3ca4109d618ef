import type { IncomingHttpHeaders } from 'node:http';
import { MalformedAuthorizationError } from '../errors/credential.errors.js';
import type { CredentialBearer } from './transport.js';

/**
 * Creates the bearer of one call, for a transport without headers, or with one set of headers for all calls of a connection.
 *
 * @param authorization as the client sent it, or a list of values; `undefined` and `null` if absent
 * @param others the other headers; their `authorization` is ignored. @default {}
 * @throws MalformedAuthorizationError if the authorization is not a text, or if there are two
 */
export function bearerFrom(authorization: unknown, others: IncomingHttpHeaders = {}): CredentialBearer {
  const { authorization: _unread, ...headers } = others;
  const [first, second] = [authorization].flat().filter((value) => value !== undefined && value !== null);
  if (second !== undefined) {
    throw new MalformedAuthorizationError('More than one authorization');
  }
  if (first === undefined) {
    return { headers };
  }
  if (!isText(first)) {
    throw new MalformedAuthorizationError('Malformed authorization');
  }
  return { headers: { ...headers, authorization: first.toString() } };
}

/**
 * Converts metadata to headers: names in lower case, several values joined as in `http.IncomingMessage.headers`. Leaves out values that
 * are not texts.
 */
export function headersFrom(metadata: unknown): IncomingHttpHeaders {
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const texts = [value].flat().filter(isText);
      return texts.length > 0 ? [[name.toLowerCase(), texts.join(', ')]] : [];
    }),
  );
}

function isText(value: unknown): value is string | Buffer {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
