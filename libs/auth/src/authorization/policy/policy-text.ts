import type { Policy } from './policy.js';
import type { PredicateSource } from './policy-term.js';

/** Describes a policy for the policy table and the OpenAPI document. Equal policies have equal texts. */
export function policyText(policy: Policy, predicateOf: PredicateSource): string {
  switch (policy.kind) {
    case 'allOf':
      return joined(policy.terms, ' and ', predicateOf);
    case 'anyOf':
      return joined(policy.terms, ' or ', predicateOf);
    case 'not':
      return `not ${bracketed(policy.term, predicateOf)}`;
    case 'term':
      return policy.term.describe(predicateOf);
  }
}

function joined(terms: readonly Policy[], conjunction: string, predicateOf: PredicateSource): string {
  return terms.length === 1
    ? policyText(terms[0]!, predicateOf)
    : terms.map((term) => bracketed(term, predicateOf)).join(conjunction);
}

/** The text of a policy within another one: a combination of several terms needs brackets. */
function bracketed(policy: Policy, predicateOf: PredicateSource): string {
  const text = policyText(policy, predicateOf);
  return 'terms' in policy && policy.terms.length > 1 ? `(${text})` : text;
}
