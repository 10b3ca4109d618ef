import { InvalidRequestError } from '../errors/oauth.errors.js';
import type { CredentialBearer } from '../transport/transport.js';
import { reportUnparsedBody } from './unparsed-body.js';

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i;

/** Names that an error may repeat: RFC 6749, appendix A. */
const NAME = /^[a-z_]{1,40}$/;

/** The adapter's own request, its body parsed. */
export interface FormRequest extends CredentialBearer {
  readonly body?: unknown;
}

/**
 * Reads the parameters of a request at an OAuth 2.0 endpoint from its parsed form. Ignores the query of the URL.
 *
 * @throws InvalidRequestError if the body is not a form, or a parameter comes twice
 */
export function formOf(request: FormRequest): ReadonlyMap<string, string> {
  reportUnparsedBody(request);
  const { headers, body } = request;
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
