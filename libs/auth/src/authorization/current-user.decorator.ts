import type { ExecutionContext, PipeTransform, Type } from '@nestjs/common';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { callerOf } from '../transport/caller.js';
import { callerParameter } from './caller-parameter.js';

/** A pipe, as Nest's parameter decorators take it: an instance, or a class that Nest instantiates. */
type Pipe = PipeTransform | Type<PipeTransform>;

/**
 * The authenticated user, or one member of it, after the pipes. Never the stored row. `null` under `@OptionalAuth()` if the request has
 * no credential. On a route without authentication it stops the application at start.
 *
 * @example
 * ```ts
 * @Get('me')
 * me(@CurrentUser() user: AuthenticatedUser) {}
 *
 * @Get('greeting')
 * greeting(@CurrentUser('username') username: string) {}
 *
 * @Get('orders')
 * orders(@CurrentUser('id', ParseIntPipe) id: number) {}
 * ```
 */
export function CurrentUser<TUser extends AuthenticatedUser = AuthenticatedUser>(
  memberOrPipe?: (keyof TUser & string) | Pipe,
  ...pipes: Pipe[]
): ParameterDecorator {
  return currentUser(memberOrPipe, ...pipes);
}

/** Returns the value of the parameter. */
export function currentUserFactory(member: string | undefined, context: ExecutionContext): unknown {
  const { user } = callerOf(context);
  if (user === undefined) {
    throw new Error(
      '@CurrentUser() is on a route that authenticates no caller: bind JwtAuthGuard, or remove @Public().',
    );
  }
  return user === null || member === undefined ? user : Reflect.get(user, member);
}

const currentUser = callerParameter('CurrentUser', currentUserFactory);
