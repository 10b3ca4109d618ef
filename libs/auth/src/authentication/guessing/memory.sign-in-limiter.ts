import { type Clock, SystemClock } from '../../clock/clock.js';
import { BudgetedSignInLimiter } from './budgeted.sign-in-limiter.js';
import { MemoryBudgetStore } from './memory.budget.store.js';
import type { SignInOptions } from './sign-in.options.js';

/** Counts in the memory of this process: N instances allow N times the limit, and a restart forgets all attempts. */
export class MemorySignInLimiter extends BudgetedSignInLimiter {
  /** @throws Error if an option can't be used */
  constructor(options: SignInOptions = {}, clock: Clock = new SystemClock()) {
    super(new MemoryBudgetStore(), clock, options);
  }
}
