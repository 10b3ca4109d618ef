import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { RequestOrigin } from '../origin/request-origin.js';
import type { NewAccount } from './account.js';

/**
 * Creates the accounts of users who register themselves, without telling whether their address belongs to another user. Whatever lets users
 * register calls it while `isRequired`. Extend this class and provide it in any module. It is found at start and must be a singleton.
 */
@AcrossCopies('HiddenRegistration')
export abstract class HiddenRegistration {
  /** Whether every registration goes this way. */
  abstract readonly isRequired: boolean;

  /**
   * Does the same work whether or not another user has the address. The user can't sign in before the address is verified.
   *
   * @throws AccountTakenError if the username is taken or reserved; never for an address
   * @throws ServiceUnavailableError
   */
  abstract create(account: NewAccount, origin: RequestOrigin): Promise<void>;
}
