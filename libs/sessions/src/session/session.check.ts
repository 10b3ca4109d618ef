import { Inject, Injectable } from '@nestjs/common';
import {
  AccessTokenCheck,
  type AccessTokenClaims,
  AUTH_OPTIONS,
  type AuthModuleOptions,
  InvalidTokenError,
} from '@portcullis/auth';
import { SessionStore } from './session.store.js';

/**
 * A token is good for as long as its session is alive (ASVS 7.4.1). One without a `sid` has none behind it, and is as good as
 * before: it was issued before there were sessions, or by the host's own `AccessTokenService`. So is one of another issuer, whose
 * sessions are not kept here.
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
