import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { RoutePolicy } from '../../authorization/route-policy.js';
import { Refusals } from '../../errors/refusals.js';

/** Lets a caller pass who shows a good access token, and anybody on a public route. Sets `request.user`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(
    private readonly policy: RoutePolicy,
    private readonly refusals: Refusals,
  ) {
    super();
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    return this.policy.isPublic(context) || super.canActivate(context);
  }

  override handleRequest<TUser>(error: unknown, user: TUser | false, _info: unknown, context: ExecutionContext): TUser {
    if (error || !user) {
      throw this.refusals.of(error ?? new Error('The strategy neither failed nor found a user'), context);
    }
    return user;
  }
}
