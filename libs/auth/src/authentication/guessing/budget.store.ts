import type { BudgetRule } from './budget.js';

/**
 * Where it is kept what has been spent. Each method is one step, whoever else takes one at the same moment, in whichever
 * process; and throws `ServiceUnavailableError` where the store is out of reach.
 *
 * Times are in milliseconds since the epoch, and the caller's: an implementation asks no clock of its own.
 */
export abstract class BudgetStore {
  /**
   * Spends one attempt as {@link BudgetRule} has it, or nothing.
   *
   * @returns `null`, or until when there is none to spend
   */
  abstract spend(key: string, rule: BudgetRule, now: number): Promise<number | null>;

  /** Takes back what was spent at that time, unless the budget has begun anew since. */
  abstract giveBack(key: string, rule: BudgetRule, spentAt: number): Promise<void>;

  /** Makes a budget whole. */
  abstract forget(key: string): Promise<void>;
}
