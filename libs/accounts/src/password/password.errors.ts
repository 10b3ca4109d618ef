import { AuthError } from '@portcullis/auth';
import type { AuthErrorOptions, ErrorDocumentation, PasswordRejection } from '@portcullis/auth/spi';

/** The present password that a signed-in user has sent is wrong. It was counted like a wrong password at a sign-in. */
export class IncorrectPasswordError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'incorrect_password',
    kind: 'invalid_request',
    description: 'The current password is not correct',
    when: 'The current password is wrong.',
  };

  constructor(options?: AuthErrorOptions) {
    super(undefined, options);
  }
}

/** The password policy refuses the new password. */
export class NewPasswordRefusedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'validation_failed',
    kind: 'invalid_input',
    description: 'The request body is not valid',
    when: 'The new password is refused.',
    members: { errors: [{ pointer: '/new_password', detail: 'The password must have at least 8 characters.' }] },
  };

  /**
   * @param rejection whose reason is a sentence for the user
   * @param member of the body that has the password
   */
  constructor(
    readonly rejection: PasswordRejection,
    member: 'new_password' | 'password' = 'new_password',
  ) {
    super(undefined, { members: { errors: [{ pointer: `/${member}`, detail: rejection.reason }] } });
  }
}
