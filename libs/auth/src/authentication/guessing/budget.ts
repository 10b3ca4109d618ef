/** How many attempts there are, and how long one has to wait between them. Times are in milliseconds. */
export interface BudgetRule {
  /** So many without a wait. */
  readonly free: number;
  /** The wait after the last free one; it doubles with each that follows. */
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** So many in all. */
  readonly max: number;
  /** After this time the budget is whole again. */
  readonly lifetime: number;
  /** From when that time is counted. */
  readonly since: 'first' | 'last';
}

/** What has been spent of a budget. Times are in milliseconds since the epoch. */
export interface SpentBudget {
  readonly spent: number;
  /** When the first of these was spent. */
  readonly beganAt: number;
  /** When the next may be. */
  readonly opensAt: number;
  /** When all is forgotten. */
  readonly expiresAt: number;
}

/** Beyond this, doubling has long reached any cap, and numbers that a store can calculate with come to their end. */
const MAX_DOUBLINGS = 30;

/** How long to wait after so many attempts. */
export function delayAfter(spent: number, { free, firstDelay, maxDelay }: BudgetRule): number {
  return spent < free ? 0 : Math.min(maxDelay, firstDelay * 2 ** Math.min(spent - free, MAX_DOUBLINGS));
}

/**
 * The rule, which every store follows in its own language.
 *
 * @returns what is spent then; or as a number until when nothing more can be
 */
export function spend(budget: SpentBudget | undefined, rule: BudgetRule, now: number): SpentBudget | number {
  const current = budget && budget.expiresAt > now ? budget : { spent: 0, beganAt: now, opensAt: now, expiresAt: 0 };
  if (current.spent >= rule.max) {
    return current.expiresAt;
  }
  if (current.opensAt > now) {
    return current.opensAt;
  }
  const spent = current.spent + 1;
  const { beganAt } = current;
  return {
    spent,
    beganAt,
    opensAt: now + delayAfter(spent, rule),
    expiresAt: (rule.since === 'first' ? beganAt : now) + rule.lifetime,
  };
}

/**
 * As though one attempt had not been made. Of a budget that has begun anew since, nothing is given back; the wait after the
 * attempt is lifted where it was the last one, and is never that of somebody else.
 *
 * @returns `undefined` where nothing is spent any more
 */
export function giveBack(budget: SpentBudget, rule: BudgetRule, spentAt: number): SpentBudget | undefined {
  if (budget.beganAt > spentAt) {
    return budget;
  }
  if (budget.spent <= 1) {
    return undefined;
  }
  const wasLast = budget.opensAt === spentAt + delayAfter(budget.spent, rule);
  return { ...budget, spent: budget.spent - 1, opensAt: wasLast ? spentAt : budget.opensAt };
}
