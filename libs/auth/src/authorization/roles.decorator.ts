import { Reflector } from '@nestjs/core';
import type { Role } from './catalogue.js';
import { anyOf, hasRole, type Policy } from './policy/policy.js';

export const RolesPolicy = Reflector.createDecorator<Policy>();

/**
 * Lets those pass who have one of the roles, as the store has them now. On a method it takes the place of the class's own;
 * `@Scopes()` and `@Authorize()` beside it are asked too. `PolicyGuard` asks: where it does not run, the start stops.
 *
 * @throws Error where no role is named
 */
export function Roles(...roles: readonly Role[]): MethodDecorator & ClassDecorator {
  return RolesPolicy(anyOf(...roles.map(hasRole)));
}
