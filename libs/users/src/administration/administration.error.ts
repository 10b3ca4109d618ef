/** The stable machine words for what can go wrong as an administrator changes somebody. */
export type AdministrationErrorCode = 'unknown_user' | 'invalid_role';

/** A refused change, in the terms of the domain. Knows nothing of HTTP. */
export abstract class AdministrationError extends Error {
  abstract readonly code: AdministrationErrorCode;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Nobody has this username, in any spelling. */
export class UnknownUserError extends AdministrationError {
  readonly code = 'unknown_user';

  constructor(readonly username: string) {
    super('There is no user of this name');
  }
}

/** No role can have this name. */
export class InvalidRoleError extends AdministrationError {
  readonly code = 'invalid_role';

  constructor(readonly role: string) {
    super('The name of a role begins with a letter from a to z, and has 1 to 50 of a-z, 0-9, _, :, . and -');
  }
}
