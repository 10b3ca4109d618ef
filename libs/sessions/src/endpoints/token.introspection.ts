import { Inject, Injectable } from '@nestjs/common';
import {
  type AccessTokenClaims,
  AccessTokenService,
  AUTH_OPTIONS,
  type AuthenticatedUser,
  type AuthModuleOptions,
  Clock,
  InactiveUserError,
  InvalidTokenError,
  JwtStrategy,
  UserRepository,
} from '@portcullis/auth';
import { type RefreshToken, RefreshTokens } from '../refresh-token/refresh-tokens.js';
import { isAliveAt } from '../session/session.js';
import { SessionStore } from '../session/session.store.js';
import { INACTIVE_EXAMPLE, type IntrospectionResponse } from './introspection.response.js';

/** Says of a token what a request with it would find. */
@Injectable()
export class TokenIntrospection {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokenService,
    private readonly bearers: JwtStrategy,
    private readonly users: UserRepository,
    private readonly store: SessionStore,
    private readonly clock: Clock,
  ) {}

  /**
   * What is not good is all the same to the byte. What kind of token it is shows, so that a `token_type_hint` is of no account.
   *
   * @throws ServiceUnavailableError where it can't be found out: a token must not look bad because of that
   */
  async introspect(token: string): Promise<IntrospectionResponse> {
    const refreshToken = this.refreshTokens.identify(token);
    const found = refreshToken ? await this.#refreshToken(refreshToken) : await this.#accessToken(token);
    return found ?? INACTIVE_EXAMPLE;
  }

  async #accessToken(token: string): Promise<IntrospectionResponse | null> {
    const proven = await this.#proven(token);
    if (!proven?.user.isActive) {
      return null;
    }
    const { scope, sid, exp, iat, sub, aud, iss, jti } = proven.claims;
    const clientId = sid === undefined ? null : ((await this.store.find(sid))?.clientId ?? null);
    return {
      active: true,
      ...(scope !== undefined && { scope }),
      ...(clientId !== null && { client_id: clientId }),
      username: proven.user.username,
      token_type: 'bearer',
      exp,
      iat,
      sub,
      aud,
      iss,
      jti,
      ...(sid !== undefined && { sid }),
    };
  }

  /** As a guard would ask: of the token itself, its user, and whoever else has a say. */
  async #proven(token: string): Promise<{ claims: AccessTokenClaims; user: AuthenticatedUser } | null> {
    try {
      const claims = await this.accessTokens.verify(token);
      return { claims, user: await this.bearers.validate(claims) };
    } catch (error) {
      if (error instanceof InvalidTokenError || error instanceof InactiveUserError) {
        return null;
      }
      throw error;
    }
  }

  async #refreshToken(token: RefreshToken): Promise<IntrospectionResponse | null> {
    const presented = await this.store.findByToken(token);
    if (presented?.standing !== 'current' || !isAliveAt(presented.session, this.clock.now())) {
      return null;
    }
    const { id, subject, clientId, scopes, lastUsedAt, idleExpiresAt, expiresAt } = presented.session;
    const user = await this.users.findBySubject(subject);
    if (!user?.isActive) {
      return null;
    }
    return {
      active: true,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      ...(clientId !== null && { client_id: clientId }),
      username: user.username,
      exp: Math.floor(Math.min(idleExpiresAt, expiresAt) / 1_000),
      iat: Math.floor(lastUsedAt / 1_000),
      sub: subject,
      iss: this.options.issuer,
      sid: id,
    };
  }
}
