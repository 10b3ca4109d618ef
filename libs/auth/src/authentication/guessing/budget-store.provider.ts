import type { Clock } from '../../clock/clock.js';
import type { SignInLimiter } from '../sign-in-limiter.js';
import type { BudgetStore } from './budget.store.js';
import { BudgetedSignInLimiter } from './budgeted.sign-in-limiter.js';
import { MemoryBudgetStore } from './memory.budget.store.js';

/** The store of the limiter, in which other things can be counted too. A limiter of the application may have none. */
export function budgetStoreOf(limiter: SignInLimiter): BudgetStore {
  return limiter instanceof BudgetedSignInLimiter ? limiter.store : new MemoryBudgetStore();
}

/** The clock of the shared store, which counts for budgets. The clock of a machine may differ from those of other instances. */
export const BUDGET_CLOCK = Symbol('Clock of the budgets');

export function budgetClockOf(limiter: SignInLimiter, clock: Clock): Clock {
  return limiter instanceof BudgetedSignInLimiter ? limiter.clock : clock;
}
