import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** The password is right, and the address of the user is not verified. */
export class EmailNotVerifiedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'email_not_verified',
    kind: 'invalid_grant',
    description: 'E-mail address not verified',
    when: 'The password is right, and the e-mail address is not verified.',
    oauthCode: true,
  };
}
