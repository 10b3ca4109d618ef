import { Reflector } from '@nestjs/core';
import type { Policy } from './policy/policy.js';

/**
 * Lets those pass for whom the policy holds. On a method it takes the place of the class's own; `@Roles()` and `@Scopes()`
 * beside it are asked too. `PolicyGuard` asks: where it does not run, the start stops.
 *
 * @example
 * ```ts
 * @Authorize(anyOf(hasRole('admin'), allOf(hasScope('reports:read'), passes(OwnsReport))))
 * ```
 */
export const Authorize = Reflector.createDecorator<Policy>();
