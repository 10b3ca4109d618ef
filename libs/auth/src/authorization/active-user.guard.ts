import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { InactiveUserError, NotAuthenticatedError } from '../errors/credential.errors.js';
import { demandImported } from '../imported-module.js';
import { Refusals } from '../transport/refusals.js';
import { findCaller } from '../transport/caller.js';
import { RoutePolicies } from './route-policy.js';

/**
 * Lets only active users pass. Runs after a guard that authenticates. Requests without a user pass only on a `@Public()` route, and on
 * an `@OptionalAuth()` route if they have no credential.
 */
@AcrossCopies('ActiveUserGuard')
@Injectable()
export class ActiveUserGuard implements CanActivate {
  constructor(
    @Optional() private readonly policies: RoutePolicies,
    @Optional() private readonly refusals: Refusals,
    module: ModuleRef,
  ) {
    demandImported(policies, new.target, module);
  }

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
