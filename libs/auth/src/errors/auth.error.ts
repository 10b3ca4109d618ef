/** The stable machine words for what can go wrong in this library; each has its place on the wire in `problem-of.ts`. */
export type AuthErrorCode =
  | 'not_authenticated'
  | 'malformed_authorization'
  | 'invalid_request'
  | 'invalid_token'
  | 'inactive_user'
  | 'insufficient_scope'
  | 'insufficient_role'
  | 'access_denied'
  | 'invalid_client'
  | 'invalid_grant'
  | 'stale_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'too_many_attempts'
  | 'client_gone'
  | 'service_unavailable';

/** A refusal, in the terms of the domain. Knows nothing of HTTP. */
export abstract class AuthError extends Error {
  abstract readonly code: AuthErrorCode;

  /**
   * @param description what the caller is told; never says more than they may know
   * @param options `cause` is for the log alone
   */
  constructor(
    readonly description: string,
    options?: ErrorOptions,
  ) {
    super(description, options);
    this.name = new.target.name;
  }
}

/** No credentials came with the request. */
export class NotAuthenticatedError extends AuthError {
  readonly code = 'not_authenticated';

  constructor() {
    super('Not authenticated');
  }
}

/** The `Authorization` header can't be read as RFC 6750 writes it, or there are two. */
export class MalformedAuthorizationError extends AuthError {
  readonly code = 'malformed_authorization';
}

/** The request can't be read as the protocol demands: a parameter is missing, repeated or of the wrong kind. */
export class InvalidRequestError extends AuthError {
  readonly code = 'invalid_request';
}

/** The token is forged, expired, revoked, or names nobody; the caller is not told which. */
export class InvalidTokenError extends AuthError {
  readonly code = 'invalid_token';

  /** @param reason for the log alone */
  constructor(readonly reason: string) {
    super('Could not validate credentials', { cause: reason });
  }
}

/** The credentials are good, and their owner has been deactivated. */
export class InactiveUserError extends AuthError {
  readonly code = 'inactive_user';

  constructor() {
    super('Inactive user');
  }
}

/**
 * The caller is known, and lacks a role or a scope by name. Names what is missing of a policy; of alternatives, each that
 * would do.
 */
export class InsufficientPrivilegeError extends AuthError {
  readonly code: 'insufficient_scope' | 'insufficient_role';

  constructor(readonly missing: { readonly scopes: readonly string[]; readonly roles: readonly string[] }) {
    const { scopes, roles } = missing;
    super(`Missing ${[...roles.map((role) => `role ${role}`), ...scopes.map((scope) => `scope ${scope}`)].join(', ')}`);
    // Another token may have the scope; a role that is missing, no token brings.
    this.code = roles.length > 0 ? 'insufficient_role' : 'insufficient_scope';
  }
}

/** A predicate of the host's says no. What it asked is not told. */
export class AccessDeniedError extends AuthError {
  readonly code = 'access_denied';

  constructor() {
    super('Forbidden');
  }
}

/** No client has proven itself, at an endpoint that asks for one. One answer for an unknown client and a wrong secret. */
export class InvalidClientError extends AuthError {
  readonly code = 'invalid_client';

  constructor() {
    super('Client authentication failed');
  }
}

/** The grant does not prove a user. One answer for an unknown name, a wrong password and an account without one. */
export class InvalidGrantError extends AuthError {
  readonly code = 'invalid_grant';

  constructor(description = 'Incorrect username or password') {
    super(description);
  }
}

/** An earlier authorization that has ended, was revoked, or never was: a refresh token, a code. The caller is not told which. */
export class StaleGrantError extends AuthError {
  readonly code = 'stale_grant';

  /** @param reason for the log alone */
  constructor(
    description: string,
    readonly reason: string,
  ) {
    super(description, { cause: reason });
  }
}

export class InvalidScopeError extends AuthError {
  readonly code = 'invalid_scope';
}

export class UnsupportedGrantTypeError extends AuthError {
  readonly code = 'unsupported_grant_type';

  constructor() {
    super('The grant type is not supported');
  }
}

/** A refusal that time heals. */
export abstract class RetryableError extends AuthError {
  /** @param retryAfterSeconds a whole number of seconds, at least 1 */
  constructor(
    description: string,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(description, options);
  }
}

export class TooManyAttemptsError extends RetryableError {
  readonly code = 'too_many_attempts';

  constructor(retryAfterSeconds: number) {
    super('Too many attempts, try again later', retryAfterSeconds);
  }
}

/** Whoever asked has gone before the answer: nothing was decided, and there is nobody to tell. */
export class ClientGoneError extends AuthError {
  readonly code = 'client_gone';

  constructor() {
    super('The client has gone');
  }
}

/** Something that the answer depends on is out of reach or has no room left; nothing was decided about the caller. */
export class ServiceUnavailableError extends RetryableError {
  readonly code = 'service_unavailable';

  constructor(options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super('Service temporarily unavailable', options?.retryAfterSeconds ?? 1, options);
  }
}
