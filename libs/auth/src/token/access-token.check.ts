import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { AccessTokenClaims } from './access-token.claims.js';

/**
 * Decides about a verified token on every request, beside the look-up of its user: whether its session is alive, for example. Extend this
 * class and provide it in any module; several are called at once. An implementation may batch, and must not cache.
 */
@AcrossCopies('AccessTokenCheck')
export abstract class AccessTokenCheck {
  /**
   * Resolves if the token is still valid.
   *
   * @throws InvalidTokenError if it is not
   * @throws ServiceUnavailableError if that can't be found out
   */
  abstract check(claims: AccessTokenClaims): Promise<void>;
}
