import { AuthError } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

/** No user has this username, in any spelling. */
export class UnknownUserError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unknown_user',
    kind: 'not_found',
    description: 'There is no user of this name',
    when: 'The user does not exist.',
  };

  constructor(readonly username: string) {
    super();
  }
}

/** No role can have this name. */
export class InvalidRoleError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'invalid_role',
    kind: 'invalid_request',
    description: 'The name of a role begins with a letter from a to z, and has 1 to 50 of a-z, 0-9, _, :, . and -',
    when: 'No role can have this name.',
  };

  constructor(readonly role: string) {
    super();
  }
}
