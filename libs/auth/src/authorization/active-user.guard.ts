import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InactiveUserError, NotAuthenticatedError } from '../errors/auth.error.js';
import { Refusals } from '../errors/refusals.js';
import { callerOf } from '../user/caller.js';
import { RoutePolicies } from './route-policy.js';

/**
 * Lets an active user pass. Stacks on a guard that authenticates; where none has, nobody passes but on a public route, and
 * strangers where authentication is optional.
 */
@Injectable()
export class ActiveUserGuard implements CanActivate {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly refusals: Refusals,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { user } = callerOf(context);
    if (user) {
      // Not merely truthy: what a store of the host's returns is not known to the compiler.
      return Object.is(user.isActive, true) || this.refusals.refuse(new InactiveUserError(), context);
    }
    const { access } = this.policies.of(context);
    const mayBeNobody = access === 'public' || (access === 'optional' && user === null);
    return mayBeNobody || this.refusals.refuse(new NotAuthenticatedError(), context);
  }
}
