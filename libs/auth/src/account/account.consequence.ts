import { AcrossCopies } from '../copies/across-copies.decorator.js';
import type { AccountChange } from './account-change.js';
import type { Transaction } from '../transaction.js';

/**
 * A consequence of the change of an account, in the same transaction: the sessions of a deactivated user end, for instance. Extend this
 * class and provide it in any module. It is found at start and must be a singleton.
 */
@AcrossCopies('AccountConsequence')
export abstract class AccountConsequence {
  /**
   * Called after the change and before the commit. An error rolls the change back and is thrown to the caller. After a conflict the
   * transaction is repeated with this call: write only through `transaction`, and do everything else in `transaction.afterCommit`.
   */
  abstract follow(change: AccountChange, transaction: Transaction): Promise<void>;
}
