import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { RoutePolicy } from '../../authorization/route-policy.js';
import { Refusals } from '../../errors/refusals.js';
import { passportGuard } from '../passport-guard.js';
import { JwtStrategy } from './jwt.strategy.js';

/** Lets a caller pass who shows a good access token, and anybody on a public route. Sets `request.user`. */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  readonly #passport: CanActivate;

  constructor(
    private readonly policy: RoutePolicy,
    refusals: Refusals,
    strategy: JwtStrategy,
  ) {
    this.#passport = passportGuard(strategy, refusals);
  }

  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return this.policy.isPublic(context) || this.#passport.canActivate(context);
  }
}
