import { type BudgetRule, giveBack, spend, type SpentBudget } from './budget.js';
import { BudgetStore } from './budget.store.js';

/** Some 20 MB. */
const MAX_BUDGETS = 100_000;

/**
 * Keeps budgets in this process alone: N instances allow N times the limit, and a restart forgets. Where it is full, what has
 * not been touched for the longest time is forgotten first.
 */
export class MemoryBudgetStore extends BudgetStore {
  /** The last touched at the end. */
  readonly #budgets = new Map<string, SpentBudget>();

  /** @param capacity @default 100000 */
  constructor(private readonly capacity = MAX_BUDGETS) {
    super();
  }

  async spend(key: string, rule: BudgetRule, now: number): Promise<number | null> {
    const outcome = spend(this.#budgets.get(key), rule, now);
    if (typeof outcome === 'number') {
      return outcome;
    }
    this.#put(key, outcome);
    return null;
  }

  async giveBack(key: string, rule: BudgetRule, spentAt: number): Promise<void> {
    const budget = this.#budgets.get(key);
    const left = budget && giveBack(budget, rule, spentAt);
    if (left) {
      this.#put(key, left);
    } else {
      this.#budgets.delete(key);
    }
  }

  async forget(key: string): Promise<void> {
    this.#budgets.delete(key);
  }

  #put(key: string, budget: SpentBudget): void {
    this.#budgets.delete(key);
    this.#budgets.set(key, budget);
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > this.capacity && oldest !== undefined) {
      this.#budgets.delete(oldest);
    }
  }
}
