import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AccessTokenCustomizer, Clock, type TokenCustomization, type TokenIssuance } from '@portcullis/auth';
import { SessionEvents } from '../events/session-events.js';
import { ClientOfRequest } from '../refresh-token/client-of-request.js';
import { PresentedSessions, type SessionPresented } from '../refresh-token/presented-sessions.js';
import { reused, staleToken } from '../refresh-token/refusals.js';
import { type RefreshToken, RefreshTokens } from '../refresh-token/refresh-tokens.js';
import { openSuccessor, sealSuccessor } from '../refresh-token/sealed-successor.js';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';
import { deviceOf } from './device.js';
import type { Session } from './session.js';
import { SessionStore } from './session.store.js';

/**
 * Puts a session behind each access token that the token endpoint issues: a new one for a sign-in, and the one that goes on for
 * a refresh, whose token is exchanged here. By then nothing but other customizers can refuse.
 */
@Injectable()
export class SessionCustomizer extends AccessTokenCustomizer {
  constructor(
    @Inject(SESSIONS_OPTIONS) private readonly options: CheckedSessionsOptions,
    private readonly tokens: RefreshTokens,
    private readonly store: SessionStore,
    private readonly clients: ClientOfRequest,
    private readonly presented: PresentedSessions,
    private readonly events: SessionEvents,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * @throws StaleGrantError where the session is over, or the token has been spent; then the session has been ended
   * @throws InvalidClientError where a client has tried to prove itself, and failed
   * @throws ServiceUnavailableError
   */
  async customize(issuance: TokenIssuance): Promise<TokenCustomization> {
    const presented = this.presented.of(issuance.request);
    const { sessionId, text } = presented ? await this.#exchange(presented) : await this.#begin(issuance);
    return { claims: { sid: sessionId }, response: { refresh_token: text } };
  }

  async #begin({ subject, scopes, request }: TokenIssuance): Promise<RefreshToken> {
    const now = this.clock.now();
    const token = this.tokens.issue(randomUUID());
    const expiresAt = now + this.options.absoluteTtl * 1000;
    await this.store.create({
      id: token.sessionId,
      subject,
      clientId: this.clients.of(request),
      scopes,
      createdAt: now,
      idleExpiresAt: this.#idleExpiry(now, expiresAt),
      expiresAt,
      ...deviceOf(request),
      tokenHash: token.hash,
    });
    this.#tell('session_started', { id: token.sessionId, subject });
    return token;
  }

  async #exchange({ session, token }: SessionPresented): Promise<RefreshToken> {
    const { graceSeconds } = this.options;
    const successor = this.tokens.issue(token.sessionId);
    const outcome = await this.store.rotate({
      presented: token,
      successorHash: successor.hash,
      sealedSuccessor: graceSeconds > 0 ? sealSuccessor(token, successor) : null,
      idleExpiresAt: this.#idleExpiry(this.clock.now(), session.expiresAt),
      graceMilliseconds: graceSeconds * 1000,
    });
    switch (outcome.kind) {
      case 'rotated':
        this.#tell('session_refreshed', session);
        return successor;
      case 'repeated':
        return this.tokens.issue(token.sessionId, openSuccessor(token, outcome.sealedSuccessor));
      case 'reused':
        throw reused(this.events, session);
      case 'over':
        throw staleToken('the session is over');
    }
  }

  #idleExpiry(now: number, expiresAt: number): number {
    return Math.min(now + this.options.idleTtl * 1000, expiresAt);
  }

  #tell(
    type: 'session_started' | 'session_refreshed',
    { id: sessionId, subject }: Pick<Session, 'id' | 'subject'>,
  ): void {
    this.events.publish({ type, sessionId, subject, actor: { kind: 'user', subject } });
  }
}
