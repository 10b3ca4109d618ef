import type { Charge } from './budget.js';

/**
 * Stores spent attempts. A port. Each method is atomic for any number of simultaneous callers in any number of processes, and throws
 * `ServiceUnavailableError` if the store is out of reach.
 *
 * Times are in milliseconds since the epoch and come from the caller: an implementation reads no clock. Callers that share budgets charge
 * them in the same order.
 */
export abstract class BudgetStore {
  /**
   * Spends one attempt from each budget by its {@link BudgetRule}, or from none of them.
   *
   * @returns `null`, or the time until which the first of them refuses
   */
  abstract spend(charges: readonly Charge[], now: number): Promise<number | null>;

  /** Undoes what was spent at that time, except in budgets that have begun again since. */
  abstract giveBack(charges: readonly Charge[], spentAt: number): Promise<void>;

  /** Forgets all attempts of budgets. */
  abstract forget(keys: readonly string[]): Promise<void>;

  /** When the first attempt that still counts was spent; `null` if none counts. */
  abstract begunAt(key: string, now: number): Promise<number | null>;
}
