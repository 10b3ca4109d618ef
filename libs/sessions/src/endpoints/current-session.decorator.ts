import type { ExecutionContext } from '@nestjs/common';
import { type Authentication, callerOf, callerParameter, principalOf } from '@portcullis/auth/spi';

/** The session of the access token that a request has. It was alive when the guards read the token. */
export interface RequestSession {
  /** The `sid` claim, for `Sessions`. */
  readonly id: string;
  /** The user's id as text. */
  readonly userId: string;
  /** How and when the user was authenticated. `null` in a session of an earlier version. */
  readonly authentication: Authentication | null;
}

/**
 * The session of the request. `null` if the credential belongs to no session, and under `@OptionalAuth()` if there is no credential. Read
 * from the token, so it costs no look-up. Works on every transport. On a route without authentication it stops the application at start.
 *
 * @example
 * ```ts
 * @Post('orders')
 * order(@CurrentSession() session: RequestSession | null) {}
 * ```
 */
export const CurrentSession = (): ParameterDecorator => currentSession();

/** Returns the value of the parameter. */
export function currentSessionFactory(_data: unknown, context: ExecutionContext): RequestSession | null {
  const caller = callerOf(context);
  if (caller.user === undefined) {
    throw new Error(
      '@CurrentSession() is on a route that authenticates no caller: bind JwtAuthGuard, or remove @Public().',
    );
  }
  const principal = principalOf(caller);
  const sid = principal?.claims['sid'];
  return principal && typeof sid === 'string'
    ? { id: sid, userId: String(principal.user.id), authentication: principal.authentication }
    : null;
}

const currentSession = callerParameter('CurrentSession', currentSessionFactory);
