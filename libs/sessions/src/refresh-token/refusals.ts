import { StaleGrantError } from '@portcullis/auth';
import type { SessionEvents } from '../events/session-events.js';
import type { Session } from '../session/session.js';

/** One answer for every refresh token that is not good. @param reason for the log alone */
export function staleToken(reason: string): StaleGrantError {
  return new StaleGrantError('The refresh token is not valid', reason);
}

/** Tells of a session that has just been ended because a spent token came again. */
export function reused(events: SessionEvents, { id: sessionId, subject }: Session): StaleGrantError {
  events.publish({ type: 'refresh_token_reused', sessionId, subject, actor: { kind: 'token_holder' } });
  return staleToken('spent before: the session has been ended');
}
