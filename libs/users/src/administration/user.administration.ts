import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@portcullis/auth';
import { DataSource } from 'typeorm';
import { queryRows } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { canonicalForms, isPossibleName } from '../typed-name.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';
import { InvalidRoleError, UnknownUserError } from './administration.error.js';
import { type DeactivationConsequence, NoConsequence } from './deactivation.consequence.js';
import { CONSEQUENCES } from './deactivation.consequences.js';

/** No white space, comma or quote, for roles are told in lists. */
const ROLE = /^[a-z][a-z0-9_:.-]{0,49}$/;

// Both read the list as it is when the row is theirs, so that of two changes at once neither is lost.
const GRANTED = 'roles = CASE WHEN $3::text = ANY(roles) THEN roles ELSE array_append(roles, $3) END';
const REVOKED = 'roles = array_remove(roles, $3::text)';
const ACTIVATED = 'is_active = true';
const DEACTIVATED = 'is_active = false';

/**
 * What an administrator does to people. Asks nobody whether the caller may: that is for whoever calls. Each change is one
 * statement, may be made again without harm, and holds from the next request on in every instance, for nothing about people
 * is cached.
 *
 * People are named as they sign in: by any spelling, the exact one first.
 */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONSEQUENCES) private readonly consequences: DeactivationConsequence = new NoConsequence(),
  ) {}

  /**
   * @throws InvalidRoleError
   * @throws UnknownUserError
   * @throws ServiceUnavailableError where the change may or may not have been made
   */
  async grant(username: string, role: Role): Promise<RegisteredUser> {
    return this.#change(username, GRANTED, [validRole(role)]);
  }

  /**
   * @throws InvalidRoleError
   * @throws UnknownUserError
   * @throws ServiceUnavailableError where the change may or may not have been made
   */
  async revoke(username: string, role: Role): Promise<RegisteredUser> {
    return this.#change(username, REVOKED, [validRole(role)]);
  }

  /**
   * @throws UnknownUserError
   * @throws ServiceUnavailableError where the change may or may not have been made
   */
  async activate(username: string): Promise<RegisteredUser> {
    return this.#change(username, ACTIVATED);
  }

  /**
   * Shuts a person out; tokens that they have are refused from the next request on. Whatever else is to come of it has come
   * when this returns, and where it fails the person is shut out all the same: say it again.
   *
   * @throws UnknownUserError
   * @throws ServiceUnavailableError where the change may or may not have been made
   */
  async deactivate(username: string): Promise<RegisteredUser> {
    const user = await this.#change(username, DEACTIVATED);
    await this.consequences.follow(user);
    return user;
  }

  async #change(username: string, assignment: string, parameters: readonly string[] = []): Promise<RegisteredUser> {
    const rows = isPossibleName(username)
      ? await queryRows<UserRow>(this.dataSource, updateOf(assignment), [
          canonicalForms(username),
          username,
          ...parameters,
        ])
      : [];
    if (!rows[0]) {
      throw new UnknownUserError(username);
    }
    return registeredUserOf(rows[0]);
  }
}

function updateOf(assignment: string): string {
  return `
    UPDATE users SET ${assignment}
    WHERE id = (
      SELECT id FROM users WHERE username_canonical = ANY($1::text[])
      ORDER BY username COLLATE "C" = $2::text DESC
      LIMIT 1
    )
    RETURNING ${USER_COLUMNS}`;
}

function validRole(role: string): string {
  if (!ROLE.test(role)) {
    throw new InvalidRoleError(role);
  }
  return role;
}
