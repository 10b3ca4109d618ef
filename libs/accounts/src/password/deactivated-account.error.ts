import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** The account that an administrator has named is deactivated. */
export class DeactivatedAccountError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'account_deactivated',
    kind: 'conflict',
    description: 'The account is deactivated: activate it first',
    when: 'The account is deactivated.',
  };
}
