import { Injectable } from '@nestjs/common';
import { AccessTokenCheck, type AccessTokenClaims, InvalidTokenError } from '@portcullis/auth';
import { SessionStore } from './session.store.js';

/**
 * A token is good for as long as its session is alive (ASVS 7.4.1). One without a `sid` has none behind it, and is as good as
 * before: it was issued before there were sessions, or by the host's own `AccessTokenService`.
 */
@Injectable()
export class SessionCheck extends AccessTokenCheck {
  constructor(private readonly store: SessionStore) {
    super();
  }

  /**
   * @throws InvalidTokenError
   * @throws ServiceUnavailableError
   */
  async check({ sid }: AccessTokenClaims): Promise<void> {
    if (sid !== undefined && !(await this.store.isAlive(sid))) {
      throw new InvalidTokenError('the session is over');
    }
  }
}
