import { Injectable } from '@nestjs/common';
import { AccessTokenCustomizer, type TokenCustomization, type TokenIssuance } from '@portcullis/auth';
import { ApiPropertyOptional, ApiSchema } from '@portcullis/auth/spi';
import { SessionIssuer } from '../session/session.issuer.js';

/** The members that a session adds to the token response, for the OpenAPI document (RFC 6749, section 5.1). */
@ApiSchema({ name: 'RefreshTokenMember' })
export class RefreshTokenMember {
  @ApiPropertyOptional({
    description: 'Works once, for a new access token and the next refresh token.',
    example: '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90.Rk9PQkFS…',
  })
  readonly refresh_token?: string;
}

/** Begins a session with the first access token of each sign-in. `RefreshTokenGrant` continues it. */
@Injectable()
export class SessionCustomizer extends AccessTokenCustomizer {
  /** Last, so that a sign-in that another customizer refuses begins no session. */
  override readonly order = 1_000;
  override readonly responseMembers = RefreshTokenMember;

  constructor(private readonly issuer: SessionIssuer) {
    super();
  }

  /**
   * @throws StaleGrantError if all sessions were ended during the sign-in
   * @throws OutdatedSignInError if the user was changed during the sign-in
   * @throws ServiceUnavailableError
   */
  async customize(issuance: TokenIssuance): Promise<TokenCustomization> {
    if (issuance.session) {
      return {};
    }
    const { session, refreshToken } = await this.issuer.begin(issuance, issuance, () => issuance.confirmUser());
    return { claims: { sid: session.id }, response: { refresh_token: refreshToken } };
  }
}
