import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { Refusals } from '../../errors/refusals.js';

/** Lets a caller pass whose body holds a username and its password. Sets `request.user`; says nothing of its activity. */
@Injectable()
export class LocalAuthGuard extends AuthGuard('local') {
  constructor(private readonly refusals: Refusals) {
    super();
  }

  override handleRequest<TUser>(error: unknown, user: TUser | false, _info: unknown, context: ExecutionContext): TUser {
    if (error || !user) {
      throw this.refusals.of(error ?? new Error('The strategy neither failed nor found a user'), context);
    }
    return user;
  }
}
