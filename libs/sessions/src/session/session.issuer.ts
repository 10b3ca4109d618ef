import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '@portcullis/auth';
import {
  type Authentication,
  bySubject,
  InactiveUserError,
  OutdatedSignInError,
  type RequestOrigin,
  StaleGrantError,
  type VerifiedPassword,
} from '@portcullis/auth/spi';
import { SessionEvents } from '../events/session-events.js';
import { RefreshTokens } from '../refresh-token/refresh-tokens.js';
import { type CheckedSessionsOptions, SESSIONS_OPTIONS } from '../sessions.options.js';
import type { Session } from './session.js';
import { SessionStore } from './session.store.js';

/** The sign-in that a session begins with. The caller has authenticated the user. */
export interface SessionStart {
  /** How and when the user was authenticated. */
  readonly authentication: Authentication;
  /** The address and user agent of the sign-in. */
  readonly origin: RequestOrigin;
  /**
   * When the sign-in began, before the user was read and any password was verified: `TokenRequest.startedAt`. In milliseconds of
   * `performance.now()`.
   */
  readonly startedAt: number;
  /** The authenticated client. Only this client can use the refresh tokens. @default no client */
  readonly client?: { readonly id: string } | null;
  /**
   * The password that the user signed in with: `GrantResult.password`. The session does not begin if it was changed meanwhile.
   *
   * @default the user signed in without a password
   */
  readonly verifiedPassword?: VerifiedPassword | null;
  /** The scopes that tokens of this session may have at most. @default no scope */
  readonly scopes?: readonly string[];
}

/** A session that has just begun. */
export interface BegunSession {
  readonly session: Session;
  /** The first refresh token, in clear text. It can't be read again, since the store has only a hash. */
  readonly refreshToken: string;
}

/** Begins sessions. Does not authenticate the user. */
@Injectable()
export class SessionIssuer {
  constructor(
    @Inject(SESSIONS_OPTIONS) private readonly options: CheckedSessionsOptions,
    private readonly tokens: RefreshTokens,
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
  ) {}

  /**
   * @param user and `subject`, the `sub` claim of their tokens
   * @param confirmUser rejects if the user was changed since the authentication; called after the session was inserted
   * @throws InactiveUserError
   * @throws StaleGrantError if all sessions of the user were ended during the sign-in
   * @throws OutdatedSignInError if the user was changed during the sign-in
   * @throws ServiceUnavailableError
   */
  async begin(
    { user, subject }: { readonly user: AuthenticatedUser; readonly subject: string },
    start: Omit<SessionStart, 'verifiedPassword'>,
    confirmUser: () => Promise<void>,
  ): Promise<BegunSession> {
    // Not merely truthy: the compiler does not know what the repository of an application returns.
    if (!Object.is(user.isActive, true)) {
      throw new InactiveUserError();
    }
    const token = this.tokens.issue(randomUUID());
    const beginning = await this.store.create({
      id: token.sessionId,
      userId: String(user.id),
      subject,
      clientId: start.client?.id ?? null,
      scopes: start.scopes ?? [],
      authentication: start.authentication,
      address: start.origin.address,
      userAgent: start.origin.userAgent,
      tokenHash: token.hash,
      idleMilliseconds: this.options.idleTtl * 1000,
      absoluteMilliseconds: this.options.absoluteTtl * 1000,
      signInStartedAt: start.startedAt,
      limit: this.options.sessionsPerUser,
    });
    if (beginning.kind === 'overtaken') {
      throw new StaleGrantError('All sessions were ended during this sign-in', 'overtaken by the end of all sessions');
    }
    if (beginning.kind === 'uncertain') {
      throw new OutdatedSignInError();
    }
    const { session } = beginning;
    await this.#confirm(session, confirmUser);
    const { origin } = start;
    const { id: sessionId, userId } = session;
    await this.store.whenCommitted(() => {
      this.events.publish({ type: 'session_started', ...bySubject(userId, origin, sessionId), sessionId });
      this.events.publishRevoked(beginning.ended, 'session_limit', { actor: { kind: 'service' }, origin });
    });
    return { session, refreshToken: token.text };
  }

  /** Called after the session was inserted: any later change of the user that ends their sessions ends this one too. */
  async #confirm({ id }: Session, confirmUser: () => Promise<void>): Promise<void> {
    try {
      await confirmUser();
    } catch (error) {
      // If this fails too, the client still gets no token of the session.
      await this.store.end(id, { reason: 'user_inactive' }).catch(() => undefined);
      throw error;
    }
  }
}
