import { Inject, Injectable } from '@nestjs/common';
import { type AuthModuleOptions, UserRepository } from '@portcullis/auth';
import {
  type AccessTokenPrincipal,
  AccessTokenScheme,
  AUTH_OPTIONS,
  type Authentication,
  InactiveUserError,
  InvalidTokenError,
} from '@portcullis/auth/spi';
import { type RefreshToken, RefreshTokens } from '../refresh-token/refresh-tokens.js';
import { SessionStore } from '../session/session.store.js';
import { INACTIVE_EXAMPLE, type IntrospectionResponse } from './introspection.response.js';

/** A token is `active` if this service would accept it now. */
@Injectable()
export class TokenIntrospection {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokenScheme,
    private readonly store: SessionStore,
    private readonly users: UserRepository,
  ) {}

  /**
   * Returns the same response for every token that is not active. Needs no `token_type_hint`: the text shows the type of the token.
   *
   * @throws ServiceUnavailableError if the token can't be checked: a valid token must not be reported as inactive
   */
  async introspect(token: string): Promise<IntrospectionResponse> {
    const refreshToken = this.refreshTokens.identify(token);
    const found = refreshToken ? await this.#refreshToken(refreshToken) : await this.#accessToken(token);
    return found ?? INACTIVE_EXAMPLE;
  }

  async #accessToken(token: string): Promise<IntrospectionResponse | null> {
    const principal = await this.#principalOf(token);
    if (!principal?.user.isActive) {
      return null;
    }
    const { scope, sid, exp, iat, sub, aud, iss, jti } = principal.claims;
    const session = sid === undefined ? null : await this.store.find(sid);
    const clientId = session?.clientId ?? null;
    return {
      active: true,
      ...(scope !== undefined && { scope }),
      ...(clientId !== null && { client_id: clientId }),
      username: principal.user.username,
      token_type: 'bearer',
      exp,
      iat,
      sub,
      aud,
      iss,
      jti,
      ...(sid !== undefined && { sid }),
      ...authenticationMembers(session?.authentication ?? principal.authentication),
    };
  }

  /** Checks what the guards check: the token itself, its user, and every `AccessTokenCheck`. */
  async #principalOf(token: string): Promise<AccessTokenPrincipal | null> {
    try {
      return await this.accessTokens.authenticateToken(token);
    } catch (error) {
      if (error instanceof InvalidTokenError || error instanceof InactiveUserError) {
        return null;
      }
      throw error;
    }
  }

  async #refreshToken(token: RefreshToken): Promise<IntrospectionResponse | null> {
    const presented = await this.store.findByToken(token);
    if (presented?.standing !== 'current' || !presented.isAlive) {
      return null;
    }
    const { id, userId, subject, clientId, scopes, lastUsedAt, idleExpiresAt, expiresAt } = presented.session;
    const user = await this.users.findBySubject(subject);
    // A username may have passed to another user.
    if (!user?.isActive || String(user.id) !== userId) {
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
      ...authenticationMembers(presented.session.authentication),
    };
  }
}

function authenticationMembers(
  authentication: Authentication | null,
): Pick<IntrospectionResponse, 'amr' | 'auth_time'> {
  if (!authentication) {
    return {};
  }
  const { methods, at } = authentication;
  return { ...(methods.length > 0 && { amr: methods }), auth_time: Math.floor(at / 1_000) };
}
