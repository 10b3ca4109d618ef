import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** The secret was used, replaced or revoked, has expired, has no attempts left, or never was one. The client is not told which. */
export class InvalidSecretError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_secret',
    kind: 'invalid_grant',
    description: 'The link or the code is not valid',
    when: 'A token or a code was used before, was replaced, has expired, has no attempts left, or never was valid.',
  };
}
