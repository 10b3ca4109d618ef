import { InactiveUserError } from '../errors/credential.errors.js';
import {
  InvalidClientError,
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  UnsupportedGrantTypeError,
} from '../errors/oauth.errors.js';
import { ServiceUnavailableError, TooManyAttemptsError } from '../errors/retryable.errors.js';
import { ApiOAuthErrors } from '../errors/api-oauth-errors.decorator.js';
import type { DocumentedError } from '../errors/documented-error.js';

/** The errors of the token endpoint, with any grants. */
export const TOKEN_ERRORS: readonly DocumentedError[] = [
  { ...InvalidRequestError.documentation, description: 'The parameter username is missing' },
  UnsupportedGrantTypeError,
  InvalidScopeError,
  InactiveUserError,
  InvalidGrantError,
  InvalidClientError,
  {
    ...TooManyAttemptsError.documentation,
    when: 'Too many wrong passwords for this username, or from this address.',
  },
  {
    ...ServiceUnavailableError.documentation,
    when: 'The database does not answer, or too many users sign in at once.',
  },
];

/** Their responses, for the OpenAPI document. */
export function ApiTokenErrors(): MethodDecorator & ClassDecorator {
  return ApiOAuthErrors(...TOKEN_ERRORS);
}
