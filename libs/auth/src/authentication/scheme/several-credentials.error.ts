import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import { AuthError } from '../../errors/auth.error.js';
import type { ErrorDocumentation } from '../../errors/error-documentation.js';

/** The request has credentials of two schemes. RFC 6750, section 2 allows one method for each request. */
@AcrossCopies('SeveralCredentialsError')
export class SeveralCredentialsError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_request',
    kind: 'malformed_credentials',
    description: 'The request has more than one credential',
    when: 'The request has credentials of two schemes.',
  };
}
