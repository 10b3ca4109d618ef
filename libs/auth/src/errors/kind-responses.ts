import type { ErrorKind } from './error-documentation.js';

/** The HTTP response to a kind of error. */
export interface KindResponse {
  readonly status: number;
  /** `error` of the challenge (RFC 6750, section 3; RFC 9470, section 3); `null`: a challenge without `error`. Absent: no challenge. */
  readonly challenge?: string | null;
  /** `error` at the endpoints of OAuth 2.0 (RFC 6749, section 5.2), unless the error has its own. */
  readonly oauthError: string;
}

/** The only place that maps errors to HTTP. */
export const KIND_RESPONSES: Readonly<Record<ErrorKind, KindResponse>> = {
  invalid_request: { status: 400, oauthError: 'invalid_request' },
  malformed_credentials: { status: 400, challenge: 'invalid_request', oauthError: 'invalid_request' },
  unauthenticated: { status: 401, challenge: null, oauthError: 'invalid_client' },
  incorrect_credentials: { status: 401, challenge: null, oauthError: 'invalid_grant' },
  invalid_token: { status: 401, challenge: 'invalid_token', oauthError: 'invalid_grant' },
  insufficient_authentication: {
    status: 401,
    challenge: 'insufficient_user_authentication',
    oauthError: 'access_denied',
  },
  invalid_client: { status: 401, oauthError: 'invalid_client' },
  invalid_grant: { status: 400, oauthError: 'invalid_grant' },
  // The FastAPI design uses 400 for a deactivated user, but 401 for a wrong password.
  inactive_user: { status: 400, oauthError: 'invalid_grant' },
  insufficient_privilege: { status: 403, challenge: 'insufficient_scope', oauthError: 'access_denied' },
  // No other token would help, so there is no challenge.
  forbidden: { status: 403, oauthError: 'access_denied' },
  not_found: { status: 404, oauthError: 'invalid_request' },
  conflict: { status: 409, oauthError: 'invalid_request' },
  invalid_input: { status: 422, oauthError: 'invalid_request' },
  rate_limited: { status: 429, oauthError: 'too_many_attempts' },
  // The status that nginx uses. Only the log has it: no client reads the response.
  client_gone: { status: 499, oauthError: 'client_gone' },
  unavailable: { status: 503, oauthError: 'temporarily_unavailable' },
};
