import {
  type AuthenticatedUser,
  Clock,
  Grant,
  InactiveUserError,
  InvalidRequestError,
  ProvenGrant,
  type TokenGrant,
  UserRepository,
} from '@portcullis/auth';
import { ClientOfRequest } from './client-of-request.js';
import { SessionEvents } from '../events/session-events.js';
import { isAliveAt, type Session } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';
import { PresentedSessions } from './presented-sessions.js';
import { type RefreshToken, RefreshTokens } from './refresh-tokens.js';
import { reused, staleToken } from './refusals.js';

interface RefreshRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
}

/**
 * Goes on with a session (RFC 6749, section 6). Only looks: the token endpoint has yet to decide about the scopes, and the
 * token is exchanged after that, by `SessionCustomizer`, so that a request which is refused spends nothing.
 */
@Grant('refresh_token')
export class RefreshTokenGrant implements TokenGrant {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly store: SessionStore,
    private readonly users: UserRepository,
    private readonly clients: ClientOfRequest,
    private readonly presented: PresentedSessions,
    private readonly events: SessionEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws InvalidRequestError where the parameter is missing
   * @throws StaleGrantError where the session is over, or the token is none of ours, spent, or another client's
   * @throws InactiveUserError
   * @throws ServiceUnavailableError
   */
  async authenticate(request: RefreshRequest): Promise<ProvenGrant> {
    const token = this.#tokenIn(request);
    const session = await this.#sessionOf(token);
    this.#refuseAnotherClient(session, request);
    const user = await this.#activeUserOf(session);
    this.presented.remember(request, { session, token });
    return new ProvenGrant(user, session.scopes);
  }

  #tokenIn({ body }: RefreshRequest): RefreshToken {
    const text: unknown = Reflect.get(Object(body) as object, 'refresh_token');
    if (typeof text !== 'string' || text === '') {
      throw new InvalidRequestError('The parameter refresh_token is missing');
    }
    const token = this.tokens.identify(text);
    if (!token) {
      throw staleToken('no token of ours');
    }
    return token;
  }

  async #sessionOf(token: RefreshToken): Promise<Session> {
    const found = await this.store.findByToken(token);
    if (!found || !isAliveAt(found.session, this.clock.now())) {
      throw staleToken('the session is over');
    }
    // Spent once is spent for good, so that this may be told without a lock.
    if (found.standing === 'spent') {
      await this.store.end(token.sessionId, { reason: 'reuse' });
      throw reused(this.events, found.session);
    }
    return found.session;
  }

  /** RFC 6749, section 6: "the refresh token is bound to the client to which it was issued". */
  #refuseAnotherClient({ clientId }: Session, request: RefreshRequest): void {
    const client = this.clients.of(request);
    if (clientId !== null && client !== clientId) {
      throw staleToken('the token of another client');
    }
  }

  /** ASVS 7.4.2: whoever is deactivated or deleted has no session any more, not even once they are activated again. */
  async #activeUserOf({ subject }: Session): Promise<AuthenticatedUser> {
    const user = await this.users.findBySubject(subject);
    if (user?.isActive) {
      return user;
    }
    const reason = 'user_inactive';
    for (const sessionId of await this.store.endAllOf(subject, { reason })) {
      this.events.publish({ type: 'session_revoked', sessionId, subject, actor: { kind: 'service' }, reason });
    }
    throw user ? new InactiveUserError() : staleToken('the user is gone');
  }
}
