import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';
import { callerOf } from './caller.js';

/**
 * The authenticated user, or one member of it. Never the stored row, and never somebody whom no guard has authenticated: on
 * a route that authenticates nobody it stops the start. `null` under `@OptionalAuth()` where no token was shown.
 *
 * @example
 * ```ts
 * @Get('me')
 * me(@CurrentUser() user: AuthenticatedUser) {}
 *
 * @Get('greeting')
 * greeting(@CurrentUser('username') username: string) {}
 * ```
 */
export function CurrentUser<TUser extends AuthenticatedUser = AuthenticatedUser>(
  member?: keyof TUser & string,
): ParameterDecorator {
  return currentUser(member);
}

/** The factory by which the start finds the parameters that `@CurrentUser()` stands on. */
export function currentUserFactory(member: string | undefined, context: ExecutionContext): unknown {
  const { user } = callerOf(context);
  if (user === undefined) {
    throw new Error(
      '@CurrentUser() stands on a route that authenticates nobody: bind JwtAuthGuard, or remove @Public().',
    );
  }
  return user === null || member === undefined ? user : Reflect.get(user, member);
}

const currentUser = createParamDecorator(currentUserFactory);
