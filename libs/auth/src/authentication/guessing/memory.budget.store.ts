import { type Charge, forgotten, giveBack, spendAll, type SpentBudget } from './budget.js';
import { BudgetStore } from './budget.store.js';

/** Some 20 MB. */
const MAX_BUDGETS = 100_000;

/**
 * Keeps budgets in the memory of this process: N instances allow N times the limit, and a restart forgets all attempts. When it is full, it
 * forgets the budget that was unused for longest.
 */
export class MemoryBudgetStore extends BudgetStore {
  /** The last used at the end. */
  readonly #budgets = new Map<string, SpentBudget>();

  /** @param capacity @default 100000 */
  constructor(private readonly capacity = MAX_BUDGETS) {
    super();
  }

  async spend(charges: readonly Charge[], now: number): Promise<number | null> {
    const budgets = charges.map(({ key }) => this.#budgets.get(key));
    const outcome = spendAll(budgets, charges, now);
    if (typeof outcome === 'number') {
      return outcome;
    }
    charges.forEach(({ key }, index) => this.#put(key, outcome[index]!));
    return null;
  }

  async giveBack(charges: readonly Charge[], spentAt: number): Promise<void> {
    for (const { key, rule } of charges) {
      const budget = this.#budgets.get(key);
      const left = budget && giveBack(budget, rule, spentAt);
      if (left) {
        this.#put(key, left);
      } else {
        this.#budgets.delete(key);
      }
    }
  }

  async forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const budget = this.#budgets.get(key);
      if (budget) {
        this.#budgets.set(key, forgotten(budget));
      }
    }
  }

  async begunAt(key: string, now: number): Promise<number | null> {
    const budget = this.#budgets.get(key);
    return budget && budget.expiresAt > now ? budget.beganAt : null;
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
