import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';
import { currentUserOf } from './current-user.js';

/**
 * The authenticated user, or one member of it. Never the stored row. Throws where nobody has been authenticated, so that a
 * handler never mistakes nobody for somebody.
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

const currentUser = createParamDecorator((member: string | undefined, context: ExecutionContext): unknown => {
  const user = currentUserOf(context);
  if (!user) {
    throw new Error(
      '@CurrentUser() stands on a route that authenticates nobody: bind JwtAuthGuard, or remove @Public().',
    );
  }
  return member === undefined ? user : Reflect.get(user, member);
});
