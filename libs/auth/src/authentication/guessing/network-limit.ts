import type { Clock } from '../../clock/clock.js';
import { TooManyAttemptsError } from '../../errors/retryable.errors.js';
import type { BudgetStore } from './budget.store.js';
import type { NetworkBudget } from './network-budget.js';

/** Refuses the clients of a network whose budget is spent. */
export class NetworkLimit {
  constructor(
    private readonly budget: NetworkBudget,
    private readonly store: BudgetStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one attempt, before anything else is done about it.
   *
   * @param address of the client; `null` if it is unknown
   * @returns takes the count back
   * @throws TooManyAttemptsError if no attempt is left
   * @throws ServiceUnavailableError
   */
  async spend(address: string | null): Promise<() => Promise<void>> {
    const now = this.clock.now();
    const charges = this.budget.chargesOf(address);
    const refusedUntil = await this.store.spend(charges, now);
    if (refusedUntil !== null) {
      throw TooManyAttemptsError.until(refusedUntil, now);
    }
    return () => this.store.giveBack(charges, now);
  }
}
