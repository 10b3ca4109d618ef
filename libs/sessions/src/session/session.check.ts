import { Inject, Injectable } from '@nestjs/common';
import type { AuthModuleOptions } from '@portcullis/auth';
import { AccessTokenCheck, type AccessTokenClaims, AUTH_OPTIONS, InvalidTokenError } from '@portcullis/auth/spi';
import { SessionStore } from './session.store.js';

/**
 * Refuses an access token whose session is over (ASVS 7.4.1). A token without a `sid` has no session: it was issued before there were
 * sessions, or by the application with `AccessTokenService`. It stays valid until it expires, as does a token of another issuer.
 */
@Injectable()
export class SessionCheck extends AccessTokenCheck {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions,
    private readonly store: SessionStore,
  ) {
    super();
  }

  /**
   * @throws InvalidTokenError
   * @throws ServiceUnavailableError
   */
  async check({ iss, sid }: AccessTokenClaims): Promise<void> {
    if (sid !== undefined && iss === this.options.issuer && !(await this.store.isAlive(sid))) {
      throw new InvalidTokenError('the session is over');
    }
  }
}
