import { Injectable } from '@nestjs/common';
import type { SessionActor } from '../events/session-event.js';
import { SessionEvents } from '../events/session-events.js';
import type { Session, SessionEndReason } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';

/** Why a session is to end, and by whom. */
export interface Ending {
  readonly reason: SessionEndReason;
  readonly actor: SessionActor;
}

/**
 * The sessions of people: which there are, and their end. Asks nobody whether the caller may: that is for whoever calls. An end
 * holds from the next request on in every instance, for the access token as for the refresh token, and may be made again
 * without harm. Everything throws `ServiceUnavailableError` where the store can't be reached.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
  ) {}

  /** Those that can still be used, the last used first. @param subject the `sub` claim */
  listOf(subject: string): Promise<readonly Session[]> {
    return this.store.listOf(subject);
  }

  /** @returns whether this call has ended it: not where it was over, was never, or is somebody else's */
  async end({ id, subject }: Pick<Session, 'id' | 'subject'>, ending: Ending): Promise<boolean> {
    const hasEnded = await this.store.end(id, { subject, reason: ending.reason });
    if (hasEnded) {
      this.events.publish({ type: 'session_revoked', sessionId: id, subject, ...ending });
    }
    return hasEnded;
  }

  /** Ends the session that somebody is asking from, as they wish. */
  async signOut({ id, subject }: Pick<Session, 'id' | 'subject'>): Promise<void> {
    if (await this.store.end(id, { subject, reason: 'signed_out' })) {
      this.events.publish({ type: 'signed_out', sessionId: id, subject, actor: { kind: 'user', subject } });
    }
  }

  /**
   * @param except the id of one that goes on
   * @returns how many
   */
  async endAllOf(subject: string, ending: Ending, except?: string): Promise<number> {
    const ended = await this.store.endAllOf(subject, { reason: ending.reason, except });
    for (const sessionId of ended) {
      this.events.publish({ type: 'session_revoked', sessionId, subject, ...ending });
    }
    return ended.length;
  }
}
