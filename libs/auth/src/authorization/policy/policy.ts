import type { PolicyTerm } from './policy-term.js';

/** Who may call a route: a term, or a combination of terms. Plain data, so that it can be checked at start and described. */
export type Policy =
  | { readonly kind: 'allOf' | 'anyOf'; readonly terms: readonly Policy[] }
  | { readonly kind: 'not'; readonly term: Policy }
  | { readonly kind: 'term'; readonly term: PolicyTerm };

/**
 * Holds if every term holds. Evaluated from left to right until a term does not hold.
 *
 * @throws Error without terms: such a policy would let every caller pass
 */
export function allOf(...terms: readonly Policy[]): Policy {
  return combined('allOf', terms);
}

/**
 * Holds if at least one term holds. Evaluated from left to right until a term holds.
 *
 * @throws Error without terms
 */
export function anyOf(...terms: readonly Policy[]): Policy {
  return combined('anyOf', terms);
}

/** Holds if the term does not hold. */
export function not(term: Policy): Policy {
  return { kind: 'not', term };
}

function combined(kind: 'allOf' | 'anyOf', terms: readonly Policy[]): Policy {
  if (terms.length === 0) {
    throw new Error(`${kind}() needs at least one term.`);
  }
  return { kind, terms };
}

/** The terms of a policy from left to right. `negated` includes those under a `not`. */
export function termsOf(policy: Policy, { negated }: { readonly negated: boolean }): readonly PolicyTerm[] {
  switch (policy.kind) {
    case 'allOf':
    case 'anyOf':
      return policy.terms.flatMap((term) => termsOf(term, { negated }));
    case 'not':
      return negated ? termsOf(policy.term, { negated }) : [];
    case 'term':
      return [policy.term];
  }
}
