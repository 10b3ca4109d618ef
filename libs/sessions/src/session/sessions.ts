import { Injectable } from '@nestjs/common';
import { type AuthenticatedUser, UserRepository } from '@portcullis/auth';
import { type Actor, bySubject, NO_REQUEST, OutdatedSignInError, type RequestOrigin } from '@portcullis/auth/spi';
import { SessionEvents } from '../events/session-events.js';
import type { EndedSession, Session, SessionEndReason } from './session.js';
import type { SessionPage, SessionQuery } from './session-page.js';
import { type BegunSession, SessionIssuer, type SessionStart } from './session.issuer.js';
import { SessionStore } from './session.store.js';

/** Why a session ends, and who ends it. */
export interface Ending {
  readonly reason: SessionEndReason;
  readonly actor: Actor;
  /** The origin of the request to end it. @default no request */
  readonly origin?: RequestOrigin;
}

/** The `id` of a user, not the `sub` of their tokens. */
export type UserId = string | number;

/**
 * Begins, lists and ends the sessions of users. Checks no permission: the caller does. An ended session is refused from
 * the next request on in every instance, with an access token or a refresh token. Ending it again has no effect. Every method throws
 * `ServiceUnavailableError` if the store is out of reach.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
    private readonly issuer: SessionIssuer,
    private readonly users: UserRepository,
  ) {}

  /**
   * Begins a session of a user whom the caller has authenticated. Does not begin it if the user was changed or all their sessions were
   * ended since `startedAt`. Ends the least recently used session if there are more than `sessionsPerUser`. Runs no `SignInCheck`: call
   * `SignIn.admit` before.
   *
   * @param user as `UserRepository` has read them
   * @throws InactiveUserError
   * @throws StaleGrantError if all sessions of the user were ended during the sign-in
   * @throws OutdatedSignInError if the user was changed during the sign-in: start the sign-in again
   */
  begin(user: AuthenticatedUser, { verifiedPassword = null, ...start }: SessionStart): Promise<BegunSession> {
    return this.issuer.begin({ user, subject: this.users.subjectOf(user) }, start, async () => {
      if (!(await this.users.isUnchanged(user, verifiedPassword))) {
        throw new OutdatedSignInError();
      }
    });
  }

  /**
   * Lists the living sessions of a user in pages, most recently used first.
   *
   * @throws RangeError if `after` is not the `next` of a page
   */
  listOf(userId: UserId, query?: SessionQuery): Promise<SessionPage> {
    return this.store.listOf(String(userId), query);
  }

  /**
   * Ends one session.
   *
   * @param session `userId`: the user whose session it must be
   * @returns whether this call has ended it; `false` if it was over, does not exist, or is another user's
   */
  async end({ id, userId }: { readonly id: string; readonly userId: UserId }, ending: Ending): Promise<boolean> {
    const ended = await this.store.end(id, { userId: String(userId), reason: ending.reason });
    return ended !== null && (await this.#publishEnded([ended], ending)) === 1;
  }

  /** Ends the session of a request, for its user. */
  async signOut({ id, userId }: Pick<Session, 'id' | 'userId'>, origin = NO_REQUEST): Promise<void> {
    const ended = await this.store.end(id, { userId, reason: 'signed_out' });
    if (ended) {
      await this.store.whenCommitted(() =>
        this.events.publish({ type: 'signed_out', ...bySubject(userId, origin, id), sessionId: id }),
      );
    }
  }

  /**
   * Ends all sessions of a user, including those of sign-ins in progress.
   *
   * @param except the id of a session to keep
   * @returns the number of ended sessions
   */
  async endAllOf(userId: UserId, ending: Ending, except?: string): Promise<number> {
    return this.#publishEnded(await this.store.endAllOf(String(userId), { reason: ending.reason, except }), ending);
  }

  async #publishEnded(ended: readonly EndedSession[], { reason, actor, origin = NO_REQUEST }: Ending): Promise<number> {
    await this.store.whenCommitted(() => this.events.publishRevoked(ended, reason, { actor, origin }));
    return ended.length;
  }
}
