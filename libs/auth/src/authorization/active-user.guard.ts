import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InactiveUserError, NotAuthenticatedError } from '../errors/auth.error.js';
import { Refusals } from '../errors/refusals.js';
import { currentUserOf } from '../user/current-user.js';
import { RoutePolicy } from './route-policy.js';

/**
 * Lets an active user pass. Stacks on a guard that authenticates; where none has, nobody passes but on a public route.
 */
@Injectable()
export class ActiveUserGuard implements CanActivate {
  constructor(
    private readonly policy: RoutePolicy,
    private readonly refusals: Refusals,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const user = currentUserOf(context);
    if (user?.isActive === true) {
      return true;
    }
    if (!user && this.policy.isPublic(context)) {
      return true;
    }
    throw this.refusals.of(user ? new InactiveUserError() : new NotAuthenticatedError(), context);
  }
}
