import { MalformedAuthorizationError } from '../errors/auth.error.js';
import type { CredentialBearer } from './transport.js';

/**
 * A bearer of one `Authorization`, made for one call: where it comes from has no headers, or is shared by all calls of a
 * connection, and Passport leaves things on what it is given.
 *
 * @param authorization as a client wrote it; `undefined` and `null` for none, and each value of a list counts
 * @throws MalformedAuthorizationError where it is no text, or there are two
 */
export function bearerFrom(authorization: unknown): CredentialBearer {
  const [first, second] = [authorization].flat().filter((value) => value !== undefined && value !== null);
  if (second !== undefined) {
    throw new MalformedAuthorizationError('More than one authorization');
  }
  if (first === undefined) {
    return { headers: {} };
  }
  if (typeof first !== 'string' && !Buffer.isBuffer(first)) {
    throw new MalformedAuthorizationError('Malformed authorization');
  }
  return { headers: { authorization: first.toString() } };
}
