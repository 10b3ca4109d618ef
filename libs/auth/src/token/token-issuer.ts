import { Injectable } from '@nestjs/common';
import { UserRepository } from '../user/user.repository.js';
import { AccessTokenService } from './access-token.service.js';
import type { TokenIssuance } from './access-token.customizer.js';
import { AccessTokenExtensions } from './extensions.js';
import type { TokenResponse } from './token.response.js';

/** Issues what the token endpoint answers, whoever has proven the user. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly extensions: AccessTokenExtensions,
  ) {}

  /**
   * A token response (RFC 6749, section 5.1): an access token for this user, with whatever other modules add to it and to its
   * answer. What they add comes last, and takes the place of nothing that every answer has.
   *
   * @param scope what the answer says of the scope; left out where nobody has asked for one
   * @throws AuthError where a customizer refuses
   */
  async issue(issuance: Omit<TokenIssuance, 'subject'>, scope?: string): Promise<TokenResponse> {
    const subject = this.users.subjectOf(issuance.user);
    const { claims, response } = await this.extensions.customize({ ...issuance, subject });
    const { accessToken, expiresIn } = this.accessTokens.issue({ subject, scope: issuance.scopes, claims });
    const own = { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, scope } as const;
    return { ...own, ...response, ...own };
  }
}
