import { type FormRequest, formOf } from './form.js';

/** What every grant's request has in common (RFC 6749, section 3.2). */
export interface TokenRequest {
  readonly grantType: string;
  readonly scope: string | undefined;
}

/**
 * Reads a token request out of a parsed form.
 *
 * @throws InvalidRequestError where the body is no form, or a parameter comes twice
 */
export function tokenRequestOf(request: FormRequest): TokenRequest {
  const form = formOf(request);
  return { grantType: form.get('grant_type') ?? 'password', scope: form.get('scope') };
}
