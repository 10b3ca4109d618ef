import { Injectable } from '@nestjs/common';
import { UserRepository } from '../user/user.repository.js';
import { AccessTokenService } from './access-token.service.js';
import type { TokenIssuance } from './access-token.customizer.js';
import { AccessTokenExtensions } from './extensions.js';
import type { TokenResponse } from './token.response.js';

/** A token response (RFC 6749, section 5.1) but for the scope, which depends on what was asked. */
export type IssuedToken = Readonly<Pick<TokenResponse, 'access_token' | 'token_type' | 'expires_in'>>;

/** Issues what the token endpoint answers, whoever has proven the user. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly extensions: AccessTokenExtensions,
  ) {}

  /**
   * An access token for this user, with whatever other modules add to it and to its answer.
   *
   * @throws AuthError where a customizer refuses
   */
  async issue(issuance: Omit<TokenIssuance, 'subject'>): Promise<IssuedToken> {
    const subject = this.users.subjectOf(issuance.user);
    const { claims, response } = await this.extensions.customize({ ...issuance, subject });
    const { accessToken, expiresIn } = this.accessTokens.issue({ subject, scope: issuance.scopes, claims });
    return { ...response, access_token: accessToken, token_type: 'bearer', expires_in: expiresIn };
  }
}
