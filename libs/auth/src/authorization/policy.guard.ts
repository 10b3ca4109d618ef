import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError } from '../errors/auth.error.js';
import { InactiveUserError, NotAuthenticatedError } from '../errors/credential.errors.js';
import { AccessDeniedError, InsufficientPrivilegeError } from '../errors/policy.errors.js';
import { demandImported } from '../imported-module.js';
import { Refusals } from '../transport/refusals.js';
import { AuthEvents } from '../events/auth-events.js';
import { callerOf, principalOf } from '../transport/caller.js';
import { bySubject } from '../events/domain-event.js';
import { NO_REQUEST, type RequestOrigin, requestOriginOf } from '../origin/request-origin.js';
import type { Principal } from '../user/principal.js';
import type { Policy } from './policy/policy.js';
import type { PolicyDecision } from './policy/policy-predicate.js';
import { shortfallOf } from './policy/policy-shortfall.js';
import { RoutePolicies } from './route-policy.js';

/**
 * Lets a caller pass if `@Roles()`, `@Scopes()` and `@Authorize()` hold; a route without them lets every caller pass. Runs after a guard
 * that authenticates: without one, a policy refuses every caller.
 */
@AcrossCopies('PolicyGuard')
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    @Optional() private readonly policies: RoutePolicies,
    @Optional() private readonly refusals: Refusals,
    @Optional() private readonly events: AuthEvents,
    module: ModuleRef,
  ) {
    demandImported(policies, new.target, module);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { policy, allows } = this.policies.of(context);
    if (!policy) {
      return true;
    }
    const principal = principalOf(callerOf(context));
    if (!principal) {
      return this.refusals.refuse(new NotAuthenticatedError(), context);
    }
    try {
      const decision = allows(principal, context);
      // Without `await`: a request that passes at once creates no promise.
      return decision === true || this.#passUnlessDenied(decision, policy, principal, context);
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
  }

  async #passUnlessDenied(
    pending: PolicyDecision | Promise<PolicyDecision>,
    policy: Policy,
    principal: Principal,
    context: ExecutionContext,
  ): Promise<true> {
    let decision: PolicyDecision;
    try {
      decision = await pending;
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
    return decision === true || this.#deny(denialOf(decision, policy, principal), principal, context);
  }

  #deny(denial: AuthError, principal: Principal, context: ExecutionContext): Promise<never> {
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    const about = bySubject(principal.user.id, originOf(context), sessionIdOf(principal));
    this.events.publish({ type: 'access_denied', ...about, code: denial.code, handler });
    return this.refusals.refuse(denial, context);
  }
}

/** The error of a predicate comes before a plain 403: it may tell the client how to pass, by a step-up for instance. */
function denialOf(decision: false | AuthError, policy: Policy, principal: Principal): AuthError {
  const { scopes, roles, isInactive } = shortfallOf(policy, principal);
  if (isInactive) {
    return new InactiveUserError();
  }
  if (decision instanceof AuthError) {
    return decision;
  }
  return scopes.length > 0 || roles.length > 0
    ? InsufficientPrivilegeError.of({ scopes, roles })
    : new AccessDeniedError();
}

function sessionIdOf({ claims: { sid } }: Principal): string | undefined {
  return typeof sid === 'string' ? sid : undefined;
}

/** A message of a socket or of a microservice has no HTTP request. */
function originOf(context: ExecutionContext): RequestOrigin {
  return ['http', 'graphql'].includes(context.getType<string>()) ? requestOriginOf(callerOf(context)) : NO_REQUEST;
}
