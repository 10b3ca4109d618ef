import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Authenticates } from '../../authorization/authenticates.decorator.js';
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
    private readonly refusals: Refusals,
    private readonly transports: Transports,
    private readonly strategy: LocalStrategy,
  ) {}

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
