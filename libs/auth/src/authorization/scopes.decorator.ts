import { Reflector } from '@nestjs/core';
import type { Scope } from './catalogue.js';
import { allOf, hasScope, type Policy } from './policy/policy.js';

export const ScopesPolicy = Reflector.createDecorator<Policy>();

/**
 * Lets those pass whose token was granted all of the scopes. On a method it takes the place of the class's own; `@Roles()`
 * and `@Authorize()` beside it are asked too. `PolicyGuard` asks: where it does not run, the start stops.
 *
 * @throws Error where no scope is named
 */
export function Scopes(...scopes: readonly Scope[]): MethodDecorator & ClassDecorator {
  return ScopesPolicy(allOf(...scopes.map(hasScope)));
}
