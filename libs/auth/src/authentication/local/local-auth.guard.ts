import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Refusals } from '../../errors/refusals.js';
import { passportGuard } from '../passport-guard.js';
import { LocalStrategy } from './local.strategy.js';

/** Lets a caller pass whose body holds a username and its password. Sets `request.user`; says nothing of its activity. */
@Injectable()
export class LocalAuthGuard implements CanActivate {
  readonly #passport: CanActivate;

  constructor(refusals: Refusals, strategy: LocalStrategy) {
    this.#passport = passportGuard(strategy, refusals);
  }

  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return this.#passport.canActivate(context);
  }
}
