import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Authenticates } from '../../authorization/authenticates.decorator.js';
import { demandImported } from '../../imported-module.js';
import { Refusals } from '../../transport/refusals.js';
import { Transports } from '../../transport/transports.js';
import { callerOf } from '../../transport/caller.js';
import { LocalStrategy, type LoginRequest } from './local.strategy.js';

/**
 * Admits an active user whose username and password are in the body, unless a `SignInCheck` refuses. For a login route that begins a session
 * of the application; `SignInService` issues tokens. The option `localAuth` names the members of the body. Sets `request.user`. Works only
 * for HTTP.
 */
@Authenticates('password')
@Injectable()
export class LocalAuthGuard implements CanActivate {
  constructor(
    @Optional() private readonly refusals: Refusals,
    @Optional() private readonly transports: Transports,
    @Optional() private readonly strategy: LocalStrategy,
    module: ModuleRef,
  ) {
    demandImported(strategy, new.target, module);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      this.transports.of(context).forbidStoring?.(context);
      const user = await this.strategy.validate(context.switchToHttp().getRequest<LoginRequest>());
      Object.assign(callerOf(context), { user, authInfo: undefined });
      return true;
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
  }
}
