import { AuthError } from '@portcullis/auth';
import { AccountTakenError, type AuthErrorOptions, type ErrorDocumentation } from '@portcullis/auth/spi';

/** Another account has the username, or the username is reserved. */
export class UsernameTakenError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'already_registered',
    kind: 'invalid_request',
    description: 'Username already taken',
    when: 'The username is taken.',
  };

  constructor(options?: AuthErrorOptions) {
    super(undefined, options);
  }
}

/** Another account has the e-mail address. */
export class EmailTakenError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'email_taken',
    kind: 'conflict',
    description: 'Another account has this e-mail address',
    when: 'Another account has the e-mail address.',
  };

  constructor(options?: AuthErrorOptions) {
    super(undefined, options);
  }
}

/** Returns the error that names the taken member; any other error as it is. */
export function takenErrorOf(error: unknown): unknown {
  if (!(error instanceof AccountTakenError)) {
    return error;
  }
  return error.member === 'email' ? new EmailTakenError({ cause: error }) : new UsernameTakenError({ cause: error });
}
