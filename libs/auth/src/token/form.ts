import type { IncomingHttpHeaders } from 'node:http';
import { InvalidRequestError } from '../errors/auth.error.js';

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i;

/** The adapter's own request, its body parsed. */
export interface FormRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}

/** Names that may be told back: RFC 6749, appendix A. */
const NAME = /^[a-z_]{1,40}$/;

/**
 * The parameters of a request at an OAuth 2.0 endpoint, out of a parsed form. The URL's query does not count, and neither does
 * a body of another kind.
 *
 * @throws InvalidRequestError where the body is no form, or a parameter comes twice
 */
export function formOf({ headers, body }: FormRequest): ReadonlyMap<string, string> {
  if (!FORM.test(headers['content-type'] ?? '') || typeof body !== 'object' || body === null) {
    throw new InvalidRequestError('The request must be a form (application/x-www-form-urlencoded)');
  }
  const form = new Map<string, string>();
  for (const [name, value] of Object.entries(body) as [string, unknown][]) {
    // RFC 6749, section 3.2: "Request and response parameters MUST NOT be included more than once." Parsers make them an array.
    if (typeof value !== 'string') {
      throw new InvalidRequestError(NAME.test(name) ? `The parameter ${name} is repeated` : 'A parameter is repeated');
    }
    // "Parameters sent without a value MUST be treated as if they were omitted from the request."
    if (value !== '') {
      form.set(name, value);
    }
  }
  return form;
}
