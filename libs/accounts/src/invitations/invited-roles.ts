import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type BadMember, type GuardOptions, isRoleName } from '@portcullis/auth/spi';
import { InvitedRolesError } from './invitation.errors.js';

/** Checks the roles of new invitations. */
@Injectable()
export class InvitedRoles {
  readonly #declared: readonly string[] | undefined;

  constructor(@Inject(AUTH_OPTIONS) { roles }: GuardOptions) {
    this.#declared = roles;
  }

  /** @throws InvitedRolesError if a role is repeated, or if `AuthModule` does not declare it. If it declares no roles, any may be given */
  assertKnown(roles: readonly string[]): void {
    const errors = roles.flatMap((role, index): BadMember[] => {
      const detail = this.#isKnown(role)
        ? roles.indexOf(role) < index && 'Must not be repeated'
        : 'There is no such role';
      return detail === false ? [] : [{ pointer: `/roles/${index}`, detail }];
    });
    if (errors.length > 0) {
      throw new InvitedRolesError(errors);
    }
  }

  #isKnown(role: string): boolean {
    return this.#declared ? this.#declared.includes(role) : isRoleName(role);
  }
}
