import { applyDecorators, UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../authorization/active-user.guard.js';
import { PolicyGuard } from '../authorization/policy.guard.js';
import { RequiresUser } from '../authorization/requires-user.js';
import { JwtAuthGuard } from './jwt/jwt-auth.guard.js';

/**
 * Guards a route, or every route of a class, by itself: an active user with a good access token, and whatever `@Roles()`,
 * `@Scopes()` and `@Authorize()` ask. For hosts that bind no guard for the whole application; `AuthModule` must be imported
 * where it stands, or be global.
 */
export function Authenticated(): MethodDecorator & ClassDecorator {
  return applyDecorators(RequiresUser(), UseGuards(JwtAuthGuard, ActiveUserGuard, PolicyGuard));
}
