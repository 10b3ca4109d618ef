import type { Principal } from '../../user/principal.js';
import { type Policy, termsOf } from './policy.js';
import { holdsRole, isActiveUser } from './user.terms.js';

/** The scopes and roles of a policy that a caller lacks. */
export interface PolicyShortfall {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Whether the policy requires an active user, and the user is not active. */
  readonly isInactive: boolean;
}

/**
 * Names the scopes and roles that a refused caller lacks. Calls no predicate. Leaves out terms under a `not`, as they name what the
 * caller must not have.
 */
export function shortfallOf(policy: Policy, principal: Principal): PolicyShortfall {
  const terms = termsOf(policy, { negated: false });
  const scopes = terms.flatMap(({ scope }) => scope ?? []).filter((scope) => !principal.scopes.has(scope));
  const roles = terms.flatMap(({ role }) => role ?? []).filter((role) => !holdsRole(principal, role));
  return {
    scopes: [...new Set(scopes)],
    roles: [...new Set(roles)],
    isInactive: terms.some(({ activity }) => activity) && !isActiveUser(principal),
  };
}
