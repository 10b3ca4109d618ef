import type { Principal } from '../../user/principal.js';
import type { Policy } from './policy.js';

/** A policy that is not made of others. */
export type PolicyTerm = Exclude<Policy, { readonly kind: 'allOf' | 'anyOf' | 'not' }>;

/** A term that the principal alone decides. */
export type PrincipalTerm = Exclude<PolicyTerm, { readonly kind: 'passes' }>;

/** The terms of a policy, from left to right; those under a `not` only where they are asked for. */
export function termsOf(policy: Policy, { negated }: { readonly negated: boolean }): readonly PolicyTerm[] {
  switch (policy.kind) {
    case 'allOf':
    case 'anyOf':
      return policy.terms.flatMap((term) => termsOf(term, { negated }));
    case 'not':
      return negated ? termsOf(policy.term, { negated }) : [];
    case 'isActive':
    case 'hasRole':
    case 'hasScope':
    case 'passes':
      return [policy];
  }
}

export function isMet(term: PrincipalTerm, { user, scopes }: Principal): boolean {
  switch (term.kind) {
    case 'isActive':
      // Not merely truthy: what a store of the host's returns is not known to the compiler.
      return Object.is(user.isActive, true);
    case 'hasRole':
      return user.roles?.includes(term.role) ?? false;
    case 'hasScope':
      return scopes.has(term.scope);
  }
}
