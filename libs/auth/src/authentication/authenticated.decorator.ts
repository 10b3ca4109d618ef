import { applyDecorators, UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../authorization/active-user.guard.js';
import { PolicyGuard } from '../authorization/policy.guard.js';
import { RequiresUser } from '../authorization/access.decorators.js';
import { JwtAuthGuard } from './jwt/jwt-auth.guard.js';

/**
 * Guards a route, or every route of a class: it requires an active user with a valid credential, and what `@Roles()`, `@Scopes()` and
 * `@Authorize()` require. For applications that bind no guards for all routes. The module of the controller must import `AuthModule`,
 * unless that is global.
 */
export function Authenticated(): MethodDecorator & ClassDecorator {
  return applyDecorators(RequiresUser(), UseGuards(JwtAuthGuard, ActiveUserGuard, PolicyGuard));
}
