import { Inject } from '@nestjs/common';
import { type AuthenticatedUser, UserRepository } from '@portcullis/auth';
import {
  ApiProperty,
  ApiPropertyOptional,
  ApiSchema,
  bySubject,
  Grant,
  type GrantResult,
  InactiveUserError,
  InvalidRequestError,
  type RequestOrigin,
  type StaleGrantError,
  type TokenGrant,
  type TokenRequest,
} from '@portcullis/auth/spi';
import { SessionEvents } from '../events/session-events.js';
import { type RefreshToken, RefreshTokens, STALE_TOKEN, staleToken } from '../refresh-token/refresh-tokens.js';
import type { Session } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';
import { type CheckedSessionsOptions, SESSIONS_OPTIONS } from '../sessions.options.js';

/** The form of the refresh token grant, for the OpenAPI document (RFC 6749, section 6). */
@ApiSchema({ name: 'RefreshTokenRequest', description: 'Refresh a session' })
class RefreshTokenRequest {
  @ApiProperty({
    description: 'The refresh token of the last response. It works once.',
    example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90.Rk9PQkFSQkFaUVVYMDEyMzQ1Njc4OTAxMjM0NTY3ODk.AAAAAAAAAAAAAAAAAAAAAA',
  })
  readonly refresh_token!: string;

  @ApiPropertyOptional({ description: 'Fewer scopes than the session has, separated by spaces.', example: '' })
  readonly scope?: string;
}

/**
 * Continues a session (RFC 6749, section 6) and rotates its refresh token (RFC 9700, section 4.14.2). `authenticate` only reads; the
 * token is exchanged when the session proceeds, so that a refused request spends nothing.
 */
@Grant('refresh_token', { form: RefreshTokenRequest, errors: [STALE_TOKEN] })
export class RefreshTokenGrant implements TokenGrant {
  constructor(
    @Inject(SESSIONS_OPTIONS) private readonly options: CheckedSessionsOptions,
    private readonly tokens: RefreshTokens,
    private readonly store: SessionStore,
    private readonly users: UserRepository,
    private readonly events: SessionEvents,
  ) {}

  /**
   * @throws InvalidRequestError if the parameter is missing
   * @throws StaleGrantError if the session is over, or the token is unknown, spent, or was issued to another client
   * @throws InactiveUserError
   * @throws ServiceUnavailableError
   */
  async authenticate(request: TokenRequest): Promise<GrantResult> {
    const { origin } = request;
    const token = this.#tokenIn(request);
    const session = await this.#find(token, origin);
    demandClientOf(session, request);
    return {
      user: await this.#demandActiveUserOf(session, origin),
      // A session of an earlier version does not contain how its user was authenticated.
      authentication: session.authentication ?? { methods: [], at: session.createdAt },
      scopes: session.scopes,
      session: {
        id: session.id,
        proceed: async () => ({ response: { refresh_token: (await this.#exchange(token, session, origin)).text } }),
      },
    };
  }

  #tokenIn({ form }: TokenRequest): RefreshToken {
    const text = form.get('refresh_token');
    if (text === undefined) {
      throw new InvalidRequestError('The parameter refresh_token is missing');
    }
    const token = this.tokens.identify(text);
    if (!token) {
      throw staleToken('not a token of this service');
    }
    return token;
  }

  async #find(token: RefreshToken, origin: RequestOrigin): Promise<Session> {
    const found = await this.store.findByToken(token);
    if (!found?.isAlive) {
      throw staleToken('the session is over');
    }
    // A spent token stays spent, so this needs no lock.
    if (found.standing === 'spent') {
      await this.store.end(token.sessionId, { reason: 'reuse' });
      throw this.#reused(found.session, origin);
    }
    return found.session;
  }

  /**
   * Reads the user of a session. Ends all sessions of a deactivated user (ASVS 7.4.2), or all sessions of this subject if the user was
   * deleted. A username may belong to another user by now, who is not the user of this session.
   */
  async #demandActiveUserOf({ userId, subject }: Session, origin: RequestOrigin): Promise<AuthenticatedUser> {
    const found = await this.users.findBySubject(subject);
    const user = found && String(found.id) === userId ? found : null;
    if (user?.isActive) {
      return user;
    }
    const reason = 'user_inactive';
    const ended = await this.store.endAllOf(userId, { reason, ...(!user && { subject }) });
    await this.store.whenCommitted(() =>
      this.events.publishRevoked(ended, reason, { actor: { kind: 'service' }, origin }),
    );
    throw user ? new InactiveUserError() : staleToken('the user is gone');
  }

  /**
   * @returns the successor: a new token, or the same one again within the grace window
   * @throws StaleGrantError if the session is over, or the token was spent meanwhile, which ends the session
   * @throws InactiveUserError if the user was deactivated meanwhile
   * @throws ServiceUnavailableError
   */
  async #exchange(token: RefreshToken, session: Session, origin: RequestOrigin): Promise<RefreshToken> {
    const { idleTtl, graceSeconds } = this.options;
    const successor = this.tokens.issue(token.sessionId);
    const outcome = await this.store.rotate({
      presented: token,
      successorHash: successor.hash,
      sealedSuccessor: graceSeconds > 0 ? this.tokens.seal(successor, token) : null,
      idleMilliseconds: idleTtl * 1000,
      graceMilliseconds: graceSeconds * 1000,
    });
    if (outcome.kind === 'over') {
      throw staleToken('the session is over');
    }
    if (outcome.kind === 'reused') {
      throw this.#reused(session, origin);
    }
    // The user may have been deactivated between `authenticate` and the exchange.
    await this.#demandActiveUserOf(session, origin);
    if (outcome.kind === 'repeated') {
      return this.tokens.unseal(outcome.sealedSuccessor, token);
    }
    const { id: sessionId, userId } = session;
    await this.store.whenCommitted(() =>
      this.events.publish({ type: 'session_refreshed', ...bySubject(userId, origin, sessionId), sessionId }),
    );
    return successor;
  }

  /** Publishes that a session was ended because a spent token was presented. */
  #reused({ id: sessionId, userId }: Session, origin: RequestOrigin): StaleGrantError {
    const about = { actor: { kind: 'token_holder' }, subject: { id: userId }, origin } as const;
    this.events.publish({ type: 'refresh_token_reused', ...about, sessionId });
    return staleToken('spent before: the session has been ended');
  }
}

/** RFC 6749, section 6: "the refresh token is bound to the client to which it was issued". */
function demandClientOf({ clientId }: Session, { client }: TokenRequest): void {
  if (clientId !== null && client?.id !== clientId) {
    throw staleToken('the token of another client');
  }
}
