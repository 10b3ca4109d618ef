import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller } from '@portcullis/auth';

/** What the access token of a request says of its session. */
export interface CurrentSession {
  /** Whose it is. */
  readonly subject: string;
  /** `null` for a token behind which there is no session. */
  readonly sessionId: string | null;
}

/** The session that a request comes from. On a route that authenticates nobody it throws, so that nothing is done for nobody. */
export const FromSession = createParamDecorator((_data: unknown, context: ExecutionContext): CurrentSession => {
  const claims = context.switchToHttp().getRequest<Caller>().authInfo?.claims;
  if (typeof claims?.['sub'] !== 'string') {
    throw new Error(
      'A route of SessionsModule that asks for a user authenticates nobody: bind GLOBAL_GUARDS, or JwtAuthGuard.',
    );
  }
  const { sub: subject, sid } = claims as { readonly sub: string; readonly sid?: string };
  return { subject, sessionId: sid ?? null };
});
