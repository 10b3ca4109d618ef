import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller, type Cause, requestOriginOf } from '@portcullis/auth/spi';

/** The session of a request, and the cause of what the request changes. */
export interface SessionContext {
  /** The user's id, as text. */
  readonly userId: string;
  /** The `sub` claim of the access token. */
  readonly subject: string;
  /** The `sid` claim; `null` if the access token has no session. */
  readonly sessionId: string | null;
  /** The user and the origin of the request, for the events that the request causes. */
  readonly cause: Cause;
}

/** Injects the session of the request. Throws an Error if no guard has authenticated the request. */
export const FromSession = createParamDecorator((_data: unknown, context: ExecutionContext): SessionContext => {
  const request = context.switchToHttp().getRequest<Caller>();
  const { user, principal } = request;
  const claims = principal?.claims;
  if (!user || typeof claims?.['sub'] !== 'string') {
    throw new Error(
      'A route of SessionsModule needs a signed-in user, but has no guard: bind GLOBAL_GUARDS or JwtAuthGuard.',
    );
  }
  const { sub: subject, sid } = claims as { readonly sub: string; readonly sid?: string };
  const userId = String(user.id);
  const actor = { kind: 'user', id: userId, ...(sid !== undefined && { sessionId: sid }) } as const;
  return { userId, subject, sessionId: sid ?? null, cause: { actor, origin: requestOriginOf(request) } };
});
