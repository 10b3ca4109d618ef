import type { ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import type { Principal } from '../../user/principal.js';

/** A question of the host's own about a caller and what they call, for `passes(…)`. */
export interface PolicyPredicate<TUser extends AuthenticatedUser = AuthenticatedUser> {
  /**
   * Whether the caller may. Asked on every request, and only of somebody who has been authenticated.
   *
   * @param context the call: `context.switchToHttp().getRequest()` has the parameters of the route
   * @throws ServiceUnavailableError where it can't find out, so that the caller is told 503 and not 403
   */
  allows(principal: Principal<TUser>, context: ExecutionContext): boolean | Promise<boolean>;
}
