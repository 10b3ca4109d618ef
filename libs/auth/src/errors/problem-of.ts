import {
  type AuthError,
  type AuthErrorCode,
  InsufficientPrivilegeError,
  InvalidClientError,
  InvalidTokenError,
  RetryableError,
} from './auth.error.js';
import { ProblemException } from './problem.exception.js';

/** Where each domain error stands on the wire: outside the token endpoint, and at it (RFC 6749, section 5.2). */
interface Place {
  readonly status: number;
  /** RFC 6750, section 3. Absent: no challenge. */
  readonly challenge?: 'bare' | 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly token: { readonly status: number; readonly error: string };
}

const PLACES: Readonly<Record<AuthErrorCode, Place>> = {
  not_authenticated: { status: 401, challenge: 'bare', token: { status: 401, error: 'invalid_client' } },
  malformed_authorization: {
    status: 400,
    challenge: 'invalid_request',
    token: { status: 400, error: 'invalid_request' },
  },
  invalid_request: { status: 400, token: { status: 400, error: 'invalid_request' } },
  invalid_token: { status: 401, challenge: 'invalid_token', token: { status: 401, error: 'invalid_grant' } },
  // The seed's choice of statuses: 400 for a deactivated user, 401 for a wrong password.
  inactive_user: { status: 400, token: { status: 400, error: 'invalid_grant' } },
  insufficient_scope: {
    status: 403,
    challenge: 'insufficient_scope',
    token: { status: 403, error: 'access_denied' },
  },
  insufficient_role: {
    status: 403,
    challenge: 'insufficient_scope',
    token: { status: 403, error: 'access_denied' },
  },
  // No other token would help, so there is nothing to challenge for.
  access_denied: { status: 403, token: { status: 403, error: 'access_denied' } },
  invalid_client: { status: 401, token: { status: 401, error: 'invalid_client' } },
  invalid_grant: { status: 401, challenge: 'bare', token: { status: 401, error: 'invalid_grant' } },
  stale_grant: { status: 400, token: { status: 400, error: 'invalid_grant' } },
  invalid_scope: { status: 400, token: { status: 400, error: 'invalid_scope' } },
  unsupported_grant_type: { status: 400, token: { status: 400, error: 'unsupported_grant_type' } },
  too_many_attempts: { status: 429, token: { status: 429, error: 'too_many_attempts' } },
  // For the log alone, in nginx's word: there is nobody to read it.
  client_gone: { status: 499, token: { status: 499, error: 'client_gone' } },
  service_unavailable: { status: 503, token: { status: 503, error: 'temporarily_unavailable' } },
};

/** The problem document for a domain error, with its headers; the error itself stays its `cause`. */
export function problemOf(error: AuthError, realm: string): ProblemException {
  const { status, challenge } = PLACES[error.code];
  const headers = {
    ...(challenge && {
      'WWW-Authenticate': bearerChallenge(realm, challenge === 'bare' ? undefined : challenge, error),
    }),
    ...retryAfter(error),
  };
  return new ProblemException(status, error.code, error.description, {}, headers, { cause: error });
}

/** An answer of the token endpoint, `detail` repeating the description for clients of the seed's design. */
export interface TokenErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly detail: string;
}

export interface TokenErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TokenErrorBody;
}

/** The token endpoint's answer to a domain error. */
export function tokenErrorOf(error: AuthError, realm: string): TokenErrorAnswer {
  const { status, error: code } = PLACES[error.code].token;
  return {
    status,
    headers: { ...(status === 401 && { 'WWW-Authenticate': tokenChallenge(error, realm) }), ...retryAfter(error) },
    body: tokenErrorBody(code, error.description),
  };
}

export function tokenErrorBody(error: string, description: string): TokenErrorBody {
  return { error, error_description: description, detail: description };
}

/** RFC 6749, section 5.2: of the scheme by which a client authenticates. */
function tokenChallenge(error: AuthError, realm: string): string {
  return error instanceof InvalidClientError ? `Basic realm="${quotable(realm)}"` : bearerChallenge(realm);
}

function bearerChallenge(realm: string, code?: string, error?: AuthError): string {
  const description = error instanceof InvalidTokenError ? 'The access token is not valid' : error?.description;
  const parameters = {
    realm,
    ...(code !== undefined && { error: code, error_description: description ?? '' }),
    ...(error instanceof InsufficientPrivilegeError &&
      error.missing.scopes.length > 0 && { scope: error.missing.scopes.join(' ') }),
  };
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${quotable(value)}"`)
    .join(', ')}`;
}

/** RFC 9110, section 5.6.4, without what a header can't hold. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?').replace(/["\\]/g, '\\$&');
}

function retryAfter(error: AuthError): Record<string, string> {
  return error instanceof RetryableError
    ? { 'Retry-After': String(Math.max(1, Math.ceil(error.retryAfterSeconds))) }
    : {};
}
