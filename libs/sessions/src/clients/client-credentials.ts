import type { IncomingHttpHeaders } from 'node:http';
import { InvalidClientError, InvalidRequestError } from '@portcullis/auth';

/** What a client says to prove itself. Nothing about it has been verified. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

const BASIC_SCHEME = /^basic(?: |$)/i;

/** RFC 7617, section 2. Linear: no part can match in two ways. */
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * The credentials of a client, by `client_secret_basic` or `client_secret_post` (RFC 6749, section 2.3.1).
 *
 * @returns `null` where there are none: a client that but names itself proves nothing, and is what public clients do
 * @throws InvalidClientError where they can't be read
 * @throws InvalidRequestError where they come in two ways
 */
export function clientCredentialsOf(
  headers: IncomingHttpHeaders,
  form: ReadonlyMap<string, string>,
): ClientCredentials | null {
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  const { authorization = '' } = headers;
  // By another scheme it is no client that proves itself.
  if (!BASIC_SCHEME.test(authorization)) {
    return id !== undefined && secret !== undefined ? { id, secret } : null;
  }
  // Section 2.3: "The client MUST NOT use more than one authentication method in each request."
  if (secret !== undefined) {
    throw new InvalidRequestError('The client authenticates in two ways');
  }
  const credentials = basicCredentialsIn(authorization);
  if (id !== undefined && credentials.id !== '' && id !== credentials.id) {
    throw new InvalidRequestError('The parameter client_id names another client');
  }
  return credentials.secret === '' ? null : credentials;
}

function basicCredentialsIn(authorization: string): ClientCredentials {
  const [, encoded] = BASIC.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw new InvalidClientError();
  }
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
}

/** Section 2.3.1: both are encoded as in a form (appendix B) before they are put together. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new InvalidClientError();
  }
}
