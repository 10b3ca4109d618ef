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

/** How long to wait after so many attempts. */
export function delayAfter(spent: number, { free, firstDelay, maxDelay }: BudgetRule): number {
  return spent < free ? 0 : Math.min(maxDelay, firstDelay * 2 ** (spent - free));
}

/** The same for a store that looks it up: the waits after the last free attempt and those that follow, until it is the longest. */
export function waitsOf(rule: BudgetRule): readonly number[] {
  const waits: number[] = [];
  do {
    waits.push(delayAfter(rule.free + waits.length, rule));
  } while (waits.at(-1) !== rule.maxDelay);
  return waits;
}

/**
 * The rule, which every store follows in its own language.
 *
 * @returns what is spent then; or as a number until when nothing more can be
 */
export function spend(budget: SpentBudget | undefined, rule: BudgetRule, now: number): SpentBudget | number {
  const expiresAt = now + rule.lifetime;
  const current = budget && budget.expiresAt > now ? budget : { spent: 0, beganAt: now, opensAt: now, expiresAt };
  if (current.spent >= rule.max) {
    return current.expiresAt;
  }
  // Of two at once on two instances, whoever comes second may have the earlier time: nobody waits for that.
  if (current.spent >= rule.free && current.opensAt > now) {
    return current.opensAt;
  }
  const spent = current.spent + 1;
  return {
    spent,
    beganAt: Math.min(current.beganAt, now),
    opensAt: now + delayAfter(spent, rule),
    expiresAt: rule.since === 'first' ? current.expiresAt : expiresAt,
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
