import type { IncomingHttpHeaders } from 'node:http';
import { InvalidRequestError } from '../errors/auth.error.js';

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i;

/** What every grant's request has in common (RFC 6749, section 3.2). */
export interface TokenRequest {
  readonly grantType: string;
  readonly scope: string | undefined;
}

/**
 * Reads a token request out of a parsed form. The URL's query does not count, and neither does a body of another kind.
 *
 * @throws InvalidRequestError where the body is no form, or a parameter comes twice
 */
export function tokenRequestOf(request: {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}): TokenRequest {
  const { body } = request;
  if (!FORM.test(request.headers['content-type'] ?? '') || typeof body !== 'object' || body === null) {
    throw new InvalidRequestError('The request must be a form (application/x-www-form-urlencoded)');
  }
  const form = new Map<string, unknown>(Object.entries(body));
  for (const [name, value] of form) {
    // Section 3.2: "Request and response parameters MUST NOT be included more than once." Parsers make them an array.
    if (typeof value !== 'string') {
      throw new InvalidRequestError(NAME.test(name) ? `The parameter ${name} is repeated` : 'A parameter is repeated');
    }
  }
  return { grantType: parameter(form, 'grant_type') ?? 'password', scope: parameter(form, 'scope') };
}

/** Names that may be told back: RFC 6749, appendix A. */
const NAME = /^[a-z_]{1,40}$/;

/** Section 3.2: "Parameters sent without a value MUST be treated as if they were omitted from the request." */
function parameter(form: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
