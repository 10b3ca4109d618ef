import { Injectable } from '@nestjs/common';
import { Accounts, type Role } from '@portcullis/auth';
import { type AccountWriter, BY_SERVICE, type Cause, isRoleName, UnknownAccountError } from '@portcullis/auth/spi';
import type { RegisteredUser } from '../registered-user.js';
import { InvalidRoleError, UnknownUserError } from './administration.error.js';

/**
 * What an administrator does to users. Checks no permission: the caller does. Each change and its consequences are one transaction, so
 * that both are made or neither is. A change can be repeated without harm, and holds from the next request on in every instance.
 *
 * Users are named as they sign in: by any spelling, the exact one first.
 */
@Injectable()
export class UserAdministration {
  constructor(private readonly accounts: Accounts<RegisteredUser>) {}

  /**
   * @param cause who makes the change, and from which request
   * @throws InvalidRoleError
   * @throws UnknownUserError
   * @throws ServiceUnavailableError if the change may or may not have been made
   */
  async grant(username: string, role: Role, cause: Cause = BY_SERVICE): Promise<RegisteredUser> {
    const granted = validRole(role);
    return this.#change(username, cause, (writer) =>
      writer.setRoles({ username }, (roles) => (roles.includes(granted) ? roles : [...roles, granted])),
    );
  }

  /**
   * @param cause who makes the change, and from which request
   * @throws InvalidRoleError
   * @throws UnknownUserError
   * @throws ServiceUnavailableError if the change may or may not have been made
   */
  async revoke(username: string, role: Role, cause: Cause = BY_SERVICE): Promise<RegisteredUser> {
    const revoked = validRole(role);
    return this.#change(username, cause, (writer) =>
      writer.setRoles({ username }, (roles) => roles.filter((other) => other !== revoked)),
    );
  }

  /**
   * @param cause who makes the change, and from which request
   * @throws UnknownUserError
   * @throws ServiceUnavailableError if the change may or may not have been made
   */
  async activate(username: string, cause: Cause = BY_SERVICE): Promise<RegisteredUser> {
    return this.#change(username, cause, (writer) => writer.activate({ username }));
  }

  /**
   * Marks the e-mail address as verified. No proof is needed: the administrator vouches for it.
   *
   * @param cause who makes the change, and from which request
   * @throws UnknownUserError
   * @throws ServiceUnavailableError if the change may or may not have been made
   */
  async verifyEmail(username: string, cause: Cause = BY_SERVICE): Promise<RegisteredUser> {
    return this.#change(username, cause, (writer) => writer.verifyEmail({ username }));
  }

  /**
   * Tokens of a deactivated user are refused from the next request on.
   *
   * @param cause who makes the change, and from which request
   * @throws UnknownUserError
   * @throws ServiceUnavailableError if the change may or may not have been made
   */
  async deactivate(username: string, cause: Cause = BY_SERVICE): Promise<RegisteredUser> {
    return this.#change(username, cause, (writer) => writer.deactivate({ username }));
  }

  async #change(
    username: string,
    cause: Cause,
    work: (writer: AccountWriter<RegisteredUser>) => Promise<RegisteredUser>,
  ): Promise<RegisteredUser> {
    try {
      return await this.accounts.change(cause, work);
    } catch (error) {
      throw error instanceof UnknownAccountError ? new UnknownUserError(username) : error;
    }
  }
}

function validRole(role: string): string {
  if (!isRoleName(role)) {
    throw new InvalidRoleError(role);
  }
  return role;
}
