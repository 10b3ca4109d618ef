import type { Principal } from '../../user/principal.js';
import type { Role, Scope } from '../catalogue.js';
import type { Policy } from './policy.js';
import type { CompiledPolicy, PolicyTerm } from './policy-term.js';

/** Holds for a user who has not been deactivated. */
export function isActive(): Policy {
  return { kind: 'term', term: new ActivityTerm() };
}

/**
 * Holds for a user who has the role now, as the `UserRepository` reads it. Roles in a token count only under `ResourceServerModule`,
 * which has no user repository.
 */
export function hasRole(role: Role): Policy {
  return { kind: 'term', term: new RoleTerm(role) };
}

/** Holds for a caller whose credential was granted the scope (RFC 6749, section 3.3). */
export function hasScope(scope: Scope): Policy {
  return { kind: 'term', term: new ScopeTerm(scope) };
}

class ActivityTerm implements PolicyTerm {
  readonly activity = true;

  compile(): CompiledPolicy {
    return isActiveUser;
  }

  describe(): string {
    return 'active';
  }
}

class RoleTerm implements PolicyTerm {
  constructor(readonly role: string) {}

  compile(): CompiledPolicy {
    const { role } = this;
    return (principal) => holdsRole(principal, role);
  }

  describe(): string {
    return `role ${this.role}`;
  }
}

class ScopeTerm implements PolicyTerm {
  constructor(readonly scope: string) {}

  compile(): CompiledPolicy {
    const { scope } = this;
    return ({ scopes }) => scopes.has(scope);
  }

  describe(): string {
    return `scope ${this.scope}`;
  }
}

/** Only `true` counts: a repository of the application may return another type than it declares, such as `0` or `'false'`. */
export function isActiveUser({ user }: Principal): boolean {
  return Object.is(user.isActive, true);
}

export function holdsRole({ user }: Principal, role: string): boolean {
  return user.roles?.includes(role) ?? false;
}
