import { AuthError } from './auth.error.js';

/** The codes of Apollo and Nest, by HTTP status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  422: 'BAD_USER_INPUT',
  429: 'TOO_MANY_REQUESTS',
  499: 'CLIENT_CLOSED_REQUEST',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * Returns the `code` in the `extensions` of a GraphQL error.
 *
 * @param status of the same error over HTTP
 * @param cause the error behind the problem
 */
export function graphqlCodeOf(status: number, cause: unknown): string {
  if (cause instanceof AuthError && cause.kind === 'invalid_request') {
    return 'BAD_USER_INPUT';
  }
  return CODES[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR');
}
