import type { ExecutionContext, Type } from '@nestjs/common';
import type { AuthErrorClass } from '../../errors/auth.error.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';
import type { PolicyDecision, PolicyPredicate } from './policy-predicate.js';

/** Decides whether a policy holds. Returns a promise only if a predicate does. */
export type CompiledPolicy = (
  principal: Principal,
  context: ExecutionContext,
) => PolicyDecision | Promise<PolicyDecision>;

export type AnyPredicate = PolicyPredicate<AuthenticatedUser, unknown>;

/** Finds the instance of a predicate. @throws Error if no module provides it */
export type PredicateSource = (predicate: Type<AnyPredicate>) => AnyPredicate;

/** A policy that is not a combination of other policies. */
export interface PolicyTerm {
  /** The role that the term requires. Checked against the declared roles, and named to a caller without it. */
  readonly role?: string;
  /** The scope that the term requires. Checked and named like a role. */
  readonly scope?: string;
  /** Whether the term requires an active user. */
  readonly activity?: true;
  /** Called once for each route. */
  compile(predicateOf: PredicateSource): CompiledPolicy;
  /** Describes the term. Equal terms have equal texts. */
  describe(predicateOf: PredicateSource): string;
  /** The errors that the term refuses with; absent if they follow from its role, scope or activity. */
  errors?(predicateOf: PredicateSource): readonly AuthErrorClass[];
}
