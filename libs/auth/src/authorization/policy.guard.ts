import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import {
  AccessDeniedError,
  type AuthError,
  InactiveUserError,
  InsufficientPrivilegeError,
  NotAuthenticatedError,
} from '../errors/auth.error.js';
import { Refusals } from '../errors/refusals.js';
import { AuthEvents } from '../events/auth-events.js';
import { callerOf, principalOf } from '../user/caller.js';
import type { Principal } from '../user/principal.js';
import type { Policy } from './policy/policy.js';
import { shortfallOf } from './policy/policy-shortfall.js';
import { RoutePolicies } from './route-policy.js';

/**
 * Lets those pass for whom everything holds that `@Roles()`, `@Scopes()` and `@Authorize()` ask; where nothing is asked,
 * everybody. Stacks on a guard that authenticates: where none has, a policy lets nobody pass.
 */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly refusals: Refusals,
    private readonly events: AuthEvents,
  ) {}

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
      const allowed = allows(principal, context);
      // Waits only where there is something to wait for.
      return allowed === true || this.#passUnlessDenied(allowed, policy, principal, context);
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
  }

  async #passUnlessDenied(
    allowed: boolean | Promise<boolean>,
    policy: Policy,
    principal: Principal,
    context: ExecutionContext,
  ): Promise<true> {
    let passed: boolean;
    try {
      passed = await allowed;
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
    return passed || this.#deny(policy, principal, context);
  }

  #deny(policy: Policy, principal: Principal, context: ExecutionContext): Promise<never> {
    const denial = denialOf(policy, principal);
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    this.events.publish({ type: 'access_denied', userId: principal.user.id, code: denial.code, handler });
    return this.refusals.refuse(denial, context);
  }
}

function denialOf(policy: Policy, principal: Principal): AuthError {
  const { scopes, roles, isInactive } = shortfallOf(policy, principal);
  if (isInactive) {
    return new InactiveUserError();
  }
  return scopes.length > 0 || roles.length > 0
    ? new InsufficientPrivilegeError({ scopes, roles })
    : new AccessDeniedError();
}
