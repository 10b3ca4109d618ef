import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** No user has the id in the path. */
export class UnknownUserIdError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unknown_user',
    kind: 'not_found',
    description: 'There is no such user',
    when: 'No user has this id.',
  };
}
