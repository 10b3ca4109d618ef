import type { Policy } from './policy.js';

/** A policy in words, the same for the same policy: for the table of routes, and for whoever reads it. */
export function policyText(policy: Policy): string {
  switch (policy.kind) {
    case 'allOf':
      return joined(policy.terms, ' and ');
    case 'anyOf':
      return joined(policy.terms, ' or ');
    case 'not':
      return `not ${inner(policy.term)}`;
    case 'isActive':
      return 'active';
    case 'hasRole':
      return `role ${policy.role}`;
    case 'hasScope':
      return `scope ${policy.scope}`;
    case 'passes':
      return policy.predicate.name;
  }
}

function joined(terms: readonly Policy[], conjunction: string): string {
  return terms.length === 1 ? policyText(terms[0]!) : terms.map(inner).join(conjunction);
}

/** Within another one, where more than one term needs brackets. */
function inner(policy: Policy): string {
  const isCompound = (policy.kind === 'allOf' || policy.kind === 'anyOf') && policy.terms.length > 1;
  return isCompound ? `(${policyText(policy)})` : policyText(policy);
}
