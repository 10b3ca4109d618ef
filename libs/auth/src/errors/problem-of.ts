import { type AuthError, type ChallengeParameters } from './auth.error.js';
import { RetryableError } from './retryable.errors.js';
import { challengeOf } from './challenge.js';
import { KIND_RESPONSES, type KindResponse } from './kind-responses.js';
import { ProblemException } from './problem.exception.js';

/** The statuses that a deactivated user may get on guarded routes. */
export type InactiveUserStatus = 400 | 401 | 403;

/**
 * Converts a domain error to a problem document with its headers. The error becomes its `cause`.
 *
 * @param inactiveUserStatus the status of errors of the kind `inactive_user`. @default 400
 */
export function problemOf(
  error: AuthError,
  realm: string,
  inactiveUserStatus: InactiveUserStatus = 400,
): ProblemException {
  const { status, challenge } = responseTo(error, inactiveUserStatus);
  const headers = {
    ...(challenge !== undefined && {
      'WWW-Authenticate': challengeOf('Bearer', { realm, ...parametersOf(error, challenge) }),
    }),
    ...retryAfter(error),
  };
  return new ProblemException(status, error.code, error.description, error.members, headers, { cause: error });
}

function responseTo({ kind }: AuthError, inactiveUserStatus: InactiveUserStatus): Omit<KindResponse, 'oauthError'> {
  if (kind !== 'inactive_user') {
    return KIND_RESPONSES[kind];
  }
  // RFC 9110, section 15.5.2: every 401 needs a challenge.
  return { status: inactiveUserStatus, ...(inactiveUserStatus === 401 && { challenge: 'invalid_token' }) };
}

function parametersOf({ description, challenge }: AuthError, error: string | null): ChallengeParameters {
  return error === null ? challenge : { error, error_description: description, ...challenge };
}

/** An error body of an OAuth 2.0 endpoint. `detail` repeats the description for clients of the FastAPI design. */
export interface TokenErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly detail: string;
  readonly [member: string]: unknown;
}

export interface TokenErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TokenErrorBody;
}

/**
 * Converts a domain error to a response of an OAuth 2.0 endpoint.
 *
 * @param request.usesBasic whether the client authenticated by HTTP Basic
 */
export function tokenErrorOf(
  error: AuthError,
  realm: string,
  request: { readonly usesBasic: boolean },
): TokenErrorResponse {
  const { status, oauthError } = KIND_RESPONSES[error.kind];
  const { oauthError: name = oauthError, oauthCode = false } = error.documentation;
  const challenge = () => tokenChallenge(error, realm, request.usesBasic);
  return {
    status,
    headers: { ...(status === 401 && { 'WWW-Authenticate': challenge() }), ...retryAfter(error) },
    body: tokenErrorBody(name, error.description, { ...error.members, ...(oauthCode && { code: error.code }) }),
  };
}

/** @param members additional members, which never replace the standard ones. @default {} */
export function tokenErrorBody(
  error: string,
  description: string,
  members: Readonly<Record<string, unknown>> = {},
): TokenErrorBody {
  const usual = { error, error_description: description, detail: description };
  return { ...usual, ...members, ...usual };
}

/**
 * RFC 6749, section 5.2 requires the scheme that the client used, and RFC 9110, section 15.5.2 a challenge with every 401. If the client
 * did not use Basic, the challenge names `client_secret_post` (RFC 6749, section 2.3.1): browsers open a sign-in dialog for `Basic`.
 */
function tokenChallenge({ kind }: AuthError, realm: string, usesBasic: boolean): string {
  const clientScheme = usesBasic ? 'Basic' : 'client_secret_post';
  return challengeOf(kind === 'invalid_client' ? clientScheme : 'Bearer', { realm });
}

function retryAfter(error: AuthError): Record<string, string> {
  if (!(error instanceof RetryableError)) {
    return {};
  }
  const seconds = Math.ceil(error.retryAfterSeconds);
  return { 'Retry-After': String(Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 1) };
}
