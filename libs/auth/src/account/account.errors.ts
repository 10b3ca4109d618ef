import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError, type AuthErrorOptions } from '../errors/auth.error.js';
import type { ErrorDocumentation } from '../errors/error-documentation.js';

/** No account has this id, username or e-mail address. */
@AcrossCopies('UnknownAccountError')
export class UnknownAccountError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unknown_account',
    kind: 'not_found',
    description: 'There is no such account',
    when: 'The account does not exist.',
  };
}

/** Another account has the username or the e-mail address, or the username is reserved. End the transaction: the database accepts no further statement in it. */
@AcrossCopies('AccountTakenError')
export class AccountTakenError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'account_taken',
    kind: 'conflict',
    description: 'Another account has this username',
    when: 'Another account has the username or the e-mail address.',
  };

  constructor(
    readonly member: 'username' | 'email',
    options?: AuthErrorOptions,
  ) {
    super(`Another account has this ${member}`, options);
  }
}

/** The stored password hash is no longer the verified one: another request changed the password first. */
@AcrossCopies('PasswordChangedError')
export class PasswordChangedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'password_changed',
    kind: 'conflict',
    description: 'The password was changed meanwhile',
    when: 'Another request changed the password first.',
  };
}
