import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** The session has ended, never existed, or belongs to another user. The response does not say which. */
export class UnknownSessionError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unknown_session',
    kind: 'not_found',
    description: 'There is no such session',
    when: 'The session has ended, never existed, or belongs to another user.',
  };
}

/** The access token of the request has no session that could be ended. */
export class NoSessionError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'no_session',
    kind: 'invalid_request',
    description: 'The access token belongs to no session, and ends by itself',
    when: 'The access token belongs to no session.',
  };
}
