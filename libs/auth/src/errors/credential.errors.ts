import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError } from './auth.error.js';
import type { ErrorDocumentation } from './error-documentation.js';

/** The request has no credentials. */
@AcrossCopies('NotAuthenticatedError')
export class NotAuthenticatedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'not_authenticated',
    kind: 'unauthenticated',
    description: 'Not authenticated',
    when: 'The request has no credentials.',
  };
}

/** The `Authorization` header does not have the form of RFC 6750, or there are two. */
@AcrossCopies('MalformedAuthorizationError')
export class MalformedAuthorizationError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'malformed_authorization',
    kind: 'malformed_credentials',
    description: 'Malformed Authorization header',
    when: 'The `Authorization` header is malformed, or there are two.',
  };
}

/** The token is forged, expired or revoked, or its user does not exist; the client is not told which. */
@AcrossCopies('InvalidTokenError')
export class InvalidTokenError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_token',
    kind: 'invalid_token',
    description: 'Could not validate credentials',
    when: 'The access token is not valid.',
  };

  /** @param reason only for the log */
  constructor(readonly reason: string) {
    super(undefined, { cause: reason, challenge: { error_description: 'The access token is not valid' } });
  }
}

/** The credentials are valid, but the user is deactivated. */
@AcrossCopies('InactiveUserError')
export class InactiveUserError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'inactive_user',
    kind: 'inactive_user',
    description: 'Inactive user',
    when: 'The user is inactive.',
  };
}
