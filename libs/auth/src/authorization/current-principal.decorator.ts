import type { ExecutionContext } from '@nestjs/common';
import { callerOf, principalOf } from '../transport/caller.js';
import type { Principal } from '../user/principal.js';
import { callerParameter } from './caller-parameter.js';

/**
 * The authenticated caller: the user, and the scopes, claims, sign-in and credential of the request. `null` under `@OptionalAuth()` if
 * the request has no credential. On a route without authentication it stops the application at start.
 *
 * @example
 * ```ts
 * @Get('claims')
 * claims(@CurrentPrincipal() { claims }: Principal) {}
 * ```
 */
export const CurrentPrincipal = (): ParameterDecorator => currentPrincipal();

/** Returns the value of the parameter. */
export function currentPrincipalFactory(_data: unknown, context: ExecutionContext): Principal | null {
  const caller = callerOf(context);
  if (caller.user === undefined) {
    throw new Error(
      '@CurrentPrincipal() is on a route that authenticates no caller: bind JwtAuthGuard, or remove @Public().',
    );
  }
  return principalOf(caller);
}

const currentPrincipal = callerParameter('CurrentPrincipal', currentPrincipalFactory);
