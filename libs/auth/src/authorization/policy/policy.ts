import type { Type } from '@nestjs/common';
import type { Role, Scope } from '../catalogue.js';
import type { PolicyPredicate } from './policy-predicate.js';

/** Who may: a term, or terms put together. Data, so that it can be checked at the start, printed, and explained. */
export type Policy =
  | { readonly kind: 'allOf' | 'anyOf'; readonly terms: readonly Policy[] }
  | { readonly kind: 'not'; readonly term: Policy }
  | { readonly kind: 'isActive' }
  | { readonly kind: 'hasRole'; readonly role: string }
  | { readonly kind: 'hasScope'; readonly scope: string }
  | { readonly kind: 'passes'; readonly predicate: Type<PolicyPredicate> };

/**
 * Holds where every term does; asked from left to right, until one does not.
 *
 * @throws Error where there is no term: nothing asked would be everybody let in
 */
export function allOf(...terms: readonly Policy[]): Policy {
  return combined('allOf', terms);
}

/**
 * Holds where one term does; asked from left to right, until one does.
 *
 * @throws Error where there is no term
 */
export function anyOf(...terms: readonly Policy[]): Policy {
  return combined('anyOf', terms);
}

/** Holds where the term does not. */
export function not(term: Policy): Policy {
  return { kind: 'not', term };
}

/** Holds for a user who has not been deactivated. */
export function isActive(): Policy {
  return { kind: 'isActive' };
}

/**
 * Holds for a user who has the role in the store, at this moment: what a token says of roles does not count, but where there is
 * no store, under `ResourceServerModule`.
 */
export function hasRole(role: Role): Policy {
  return { kind: 'hasRole', role };
}

/** Holds for a caller whose token was granted the scope (RFC 6749, section 3.3). */
export function hasScope(scope: Scope): Policy {
  return { kind: 'hasScope', scope };
}

/**
 * Holds where a predicate of the host's own says so: the ownership of a resource, say. The class is a provider of any module,
 * with dependencies of its own; where none provides it, the start stops.
 */
export function passes(predicate: Type<PolicyPredicate>): Policy {
  return { kind: 'passes', predicate };
}

function combined(kind: 'allOf' | 'anyOf', terms: readonly Policy[]): Policy {
  if (terms.length === 0) {
    throw new Error(`${kind}() needs at least one term.`);
  }
  return { kind, terms };
}
