import { Injectable } from '@nestjs/common';
import { type Cause, DomainEvents } from '@portcullis/auth/spi';
import type { EndedSession, SessionEndReason } from '../session/session.js';
import type { SessionEvent } from './session-event.js';

@Injectable()
export class SessionEvents extends DomainEvents<SessionEvent> {
  /** Publishes one `session_revoked` for each session that has ended. */
  publishRevoked(sessions: readonly EndedSession[], reason: SessionEndReason, { actor, origin }: Cause): void {
    for (const { id: sessionId, userId } of sessions) {
      this.publish({ type: 'session_revoked', actor, subject: { id: userId }, origin, sessionId, reason });
    }
  }
}
