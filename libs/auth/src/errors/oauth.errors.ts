import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError } from './auth.error.js';
import type { ErrorDocumentation } from './error-documentation.js';

/** The request is malformed: a parameter is missing, repeated or of the wrong type. */
@AcrossCopies('InvalidRequestError')
export class InvalidRequestError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_request',
    kind: 'invalid_request',
    description: 'The request is malformed',
    when: 'The request is malformed.',
  };
}

/** Client authentication failed. The response is the same for an unknown client and for a wrong secret. */
@AcrossCopies('InvalidClientError')
export class InvalidClientError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_client',
    kind: 'invalid_client',
    description: 'Client authentication failed',
    when: 'The client is unknown, or its secret is wrong.',
  };
}

/** A sign-in failed. The response is the same for an unknown name, a wrong password and an account without a password. */
@AcrossCopies('InvalidGrantError')
export class InvalidGrantError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_grant',
    kind: 'incorrect_credentials',
    description: 'Incorrect username or password',
    when: 'The username or the password is wrong.',
  };
}

/** A grant, such as a refresh token or a code, is unknown, expired or revoked. The client is not told which. */
@AcrossCopies('StaleGrantError')
export class StaleGrantError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'stale_grant',
    kind: 'invalid_grant',
    description: 'The authorization is not valid',
    when: 'The authorization is unknown, expired or revoked.',
  };

  /** @param reason only for the log */
  constructor(
    description: string,
    readonly reason: string,
  ) {
    super(description, { cause: reason });
  }
}

/** A requested scope is malformed or unknown (RFC 6749, section 3.3). */
@AcrossCopies('InvalidScopeError')
export class InvalidScopeError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_scope',
    kind: 'invalid_request',
    oauthError: 'invalid_scope',
    description: 'The scope is unknown',
    when: 'The scope is malformed or unknown.',
  };
}

/** The application has no grant of the requested type. */
@AcrossCopies('UnsupportedGrantTypeError')
export class UnsupportedGrantTypeError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unsupported_grant_type',
    kind: 'invalid_request',
    oauthError: 'unsupported_grant_type',
    description: 'The grant type is not supported',
    when: 'The grant type is not supported.',
  };
}
