import type { AccessTokenClaims } from './access-token.claims.js';

/**
 * One more question about a verified token, asked on every request beside the look-up of its user: is its session still alive?
 * One of the hinges: extend it, and make it a provider of any module; several are asked at once. An implementation may batch,
 * and must not cache.
 */
export abstract class AccessTokenCheck {
  /**
   * Resolves where the token is still good.
   *
   * @throws InvalidTokenError where it is not
   * @throws ServiceUnavailableError where that can't be found out
   */
  abstract check(claims: AccessTokenClaims): Promise<void>;
}
