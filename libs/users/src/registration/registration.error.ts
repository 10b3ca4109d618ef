/** The stable machine words for what can go wrong with a registration. */
export type RegistrationErrorCode = 'already_registered' | 'password_refused';

/** A refused registration, in the terms of the domain. Knows nothing of HTTP. */
export abstract class RegistrationError extends Error {
  abstract readonly code: RegistrationErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The username or the email address is somebody's. Does not say which. */
export class UsernameOrEmailTakenError extends RegistrationError {
  readonly code = 'already_registered';

  constructor(options?: ErrorOptions) {
    super('Username or email already registered', options);
  }
}

/** The password policy refused the password. */
export class PasswordRefusedError extends RegistrationError {
  readonly code = 'password_refused';

  /**
   * @param reason a sentence for the person
   * @param rule the policy's own word for it
   */
  constructor(
    readonly reason: string,
    readonly rule: string,
  ) {
    super(reason);
  }
}
