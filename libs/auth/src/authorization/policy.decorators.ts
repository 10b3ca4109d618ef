import { Reflector } from '@nestjs/core';
import type { Role, Scope } from './catalogue.js';
import { allOf, anyOf, type Policy } from './policy/policy.js';
import { hasRole, hasScope } from './policy/user.terms.js';

export const RolesPolicy = Reflector.createDecorator<Policy>({ key: 'portcullis:roles' });
export const ScopesPolicy = Reflector.createDecorator<Policy>({ key: 'portcullis:scopes' });

/**
 * Lets a caller pass if the policy holds. On a method it replaces the `@Authorize()` of the class; `@Roles()` and `@Scopes()` must hold
 * too. `PolicyGuard` checks it: without the guard the application does not start.
 *
 * @example
 * ```ts
 * @Authorize(anyOf(hasRole('admin'), allOf(hasScope('reports:read'), passes(OwnsReport))))
 * ```
 */
export const Authorize = Reflector.createDecorator<Policy>({ key: 'portcullis:authorize' });

/**
 * Lets a user pass who has at least one of the roles now. On a method it replaces the `@Roles()` of the class; `@Scopes()` and
 * `@Authorize()` must hold too. `PolicyGuard` checks it: without the guard the application does not start.
 *
 * @throws Error without roles
 */
export function Roles(...roles: readonly Role[]): MethodDecorator & ClassDecorator {
  return RolesPolicy(anyOf(...roles.map(hasRole)));
}

/**
 * Lets a caller pass whose credential was granted all of the scopes. On a method it replaces the `@Scopes()` of the class; `@Roles()`
 * and `@Authorize()` must hold too. `PolicyGuard` checks it: without the guard the application does not start.
 *
 * @throws Error without scopes
 */
export function Scopes(...scopes: readonly Scope[]): MethodDecorator & ClassDecorator {
  return ScopesPolicy(allOf(...scopes.map(hasScope)));
}
