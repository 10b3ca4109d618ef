import type { Principal } from '../../user/principal.js';
import type { Policy } from './policy.js';
import { isMet, termsOf } from './policy-term.js';

/** What a caller would need beside what they have, as far as it has a name. */
export interface PolicyShortfall {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Whether being active was asked for, and is wanting. */
  readonly isInactive: boolean;
}

/**
 * The scopes and roles that a policy names and a caller lacks whom it did not let pass. Asks no predicate again, and names
 * nothing under a `not`: that would tell what somebody must not have.
 */
export function shortfallOf(policy: Policy, principal: Principal): PolicyShortfall {
  const wanting = termsOf(policy, { negated: false }).filter(
    (term) => term.kind !== 'passes' && !isMet(term, principal),
  );
  return {
    scopes: [...new Set(wanting.flatMap((term) => (term.kind === 'hasScope' ? [term.scope] : [])))],
    roles: [...new Set(wanting.flatMap((term) => (term.kind === 'hasRole' ? [term.role] : [])))],
    isInactive: wanting.some(({ kind }) => kind === 'isActive'),
  };
}
