import type { ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';

/** A request as the guards leave it: `user` is set where, and only where, somebody has been authenticated. */
export interface AuthenticatedRequest {
  user?: AuthenticatedUser;
}

export function currentUserOf(context: ExecutionContext): AuthenticatedUser | undefined {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().user;
}
