import type { ExecutionContext } from '@nestjs/common';
import { type Actor, callerOf, callerParameter, principalOf, requestOriginOf } from '@portcullis/auth/spi';
import type { OwnRequest } from '../password/current-password.js';

/** Returns the value of the parameter. */
function requestingUserFactory(_data: unknown, context: ExecutionContext): OwnRequest {
  const request = ownRequestOf(context);
  if (!request) {
    throw new Error(
      'A route of AccountsModule needs a signed-in user, but has no guard: bind GLOBAL_GUARDS or JwtAuthGuard.',
    );
  }
  return request;
}

/** `null` if no user is signed in. */
function ownRequestOf(context: ExecutionContext): OwnRequest | null {
  const principal = principalOf(callerOf(context));
  if (!principal) {
    return null;
  }
  const request = context.getArgByIndex<object>(0);
  const response = context.getArgByIndex<object>(1);
  const { sid } = principal.claims;
  const actor = {
    kind: 'user',
    id: String(principal.user.id),
    ...(typeof sid === 'string' && { sessionId: sid }),
  } as const satisfies Actor;
  return { actor, origin: requestOriginOf(request), raw: { request, response } };
}

/** The signed-in user as the cause of a change, with the request. On a route without authentication it stops the application at start. */
export const RequestingUser = callerParameter('RequestingUser', requestingUserFactory);

/** The same on a route with `@OptionalAuth()`, where it is `null` if no user is signed in. */
export const OptionalRequestingUser = callerParameter(
  'OptionalRequestingUser',
  (_data: unknown, context: ExecutionContext) => ownRequestOf(context),
);
