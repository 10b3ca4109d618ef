import { AuthError } from '@portcullis/auth';
import type { AuthErrorOptions, ErrorDocumentation } from '@portcullis/auth/spi';

/** The username or the email address belongs to another user. Does not say which. */
export class UsernameOrEmailTakenError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'already_registered',
    kind: 'invalid_request',
    description: 'Username or email already registered',
    when: 'The username or the email is taken.',
  };

  constructor(options?: AuthErrorOptions) {
    super(undefined, options);
  }
}

/** The password policy refused the password. */
export class PasswordRefusedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'validation_failed',
    kind: 'invalid_input',
    description: 'The request body is not valid',
    when: 'The password is refused.',
    members: { errors: [{ pointer: '/password', detail: 'Must have at least 8 characters' }] },
  };

  /**
   * @param reason a sentence for the user
   * @param rule the policy's own word for it
   */
  constructor(
    readonly reason: string,
    readonly rule: string,
  ) {
    super(undefined, { members: { errors: [{ pointer: '/password', detail: reason }] } });
  }
}
