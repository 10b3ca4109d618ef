import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** The new address is the present one, perhaps in another spelling. */
export class PresentEmailError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'validation_failed',
    kind: 'invalid_input',
    description: 'The request body is not valid',
    when: 'The new address is the present one.',
  };

  constructor() {
    super(undefined, { members: { errors: [{ pointer: '/email', detail: 'Must differ from your present address' }] } });
  }
}
