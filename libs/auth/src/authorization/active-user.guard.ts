import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InactiveUserError, NotAuthenticatedError } from '../errors/credential.errors.js';
import { Refusals } from '../transport/refusals.js';
import { findCaller } from '../transport/caller.js';
import { RoutePolicies } from './route-policy.js';

/**
 * Lets only active users pass. Runs after a guard that authenticates. Requests without a user pass only on a `@Public()` route, and on
 * an `@OptionalAuth()` route if they have no credential.
 */
@Injectable()
export class ActiveUserGuard implements CanActivate {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly refusals: Refusals,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const user = findCaller(context)?.user;
    if (user) {
      // Only `true` counts: a repository of the application may return another type than it declares.
      return Object.is(user.isActive, true) || this.refusals.refuse(new InactiveUserError(), context);
    }
    const { access } = this.policies.of(context);
    const needsNoUser = access === 'public' || (access === 'optional' && user === null);
    return needsNoUser || this.refusals.refuse(new NotAuthenticatedError(), context);
  }
}
