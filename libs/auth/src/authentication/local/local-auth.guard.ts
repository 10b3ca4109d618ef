import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Authenticates } from '../../authorization/authenticates.decorator.js';
import { Refusals } from '../../errors/refusals.js';
import { callerOf } from '../../user/caller.js';
import { authenticateBy } from '../passport-strategy.js';
import { LocalStrategy } from './local.strategy.js';

/**
 * Lets a caller pass whose body holds a username and its password. Sets `request.user`; says nothing of its activity. For
 * HTTP alone: other transports have no body to read.
 */
@Authenticates('password')
@Injectable()
export class LocalAuthGuard implements CanActivate {
  constructor(
    private readonly refusals: Refusals,
    private readonly strategy: LocalStrategy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      const request = context.switchToHttp().getRequest<object>();
      Object.assign(callerOf(context), await authenticateBy(this.strategy, request));
      return true;
    } catch (error) {
      return this.refusals.refuse(error, context);
    }
  }
}
