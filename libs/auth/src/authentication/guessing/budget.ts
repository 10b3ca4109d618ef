import { createHash } from 'node:crypto';

/** How many attempts a budget has, and how long to wait between them. Times are in milliseconds. */
export interface BudgetRule {
  /** The number of attempts without a wait. */
  readonly free: number;
  /** The wait after the last free attempt. It doubles with each attempt that follows. */
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** The number of attempts in all. */
  readonly max: number;
  /** After this time all attempts are forgotten. */
  readonly lifetime: number;
  /** The attempt from which that time is counted. */
  readonly since: 'first' | 'last';
}

/** One attempt, spent from one budget. */
export interface Charge {
  readonly key: string;
  readonly rule: BudgetRule;
  /**
   * Whether the budget is a part of the budget charged before it. When that budget starts again, its parts do too.
   *
   * @default false
   */
  readonly isPart?: boolean;
}

/** A budget from which attempts were spent. Times are in milliseconds since the epoch. */
export interface SpentBudget {
  readonly spent: number;
  /** When the first attempt was spent. For a part, when the whole budget began. */
  readonly beganAt: number;
  /** When the next attempt may be spent. */
  readonly opensAt: number;
  /** When all attempts are forgotten. */
  readonly expiresAt: number;
}

/** In milliseconds, below the clock's resolution: makes two beginnings of one budget different. */
const BETWEEN_BEGINNINGS = 0.5;

/** The wait after `spent` attempts. */
export function delayAfter(spent: number, { free, firstDelay, maxDelay }: BudgetRule): number {
  return spent < free ? 0 : Math.min(maxDelay, firstDelay * 2 ** (spent - free));
}

/**
 * Spends one attempt. Every store implements this in its own language.
 *
 * @param wholeBeganAt when the whole budget began, for a part
 * @returns the budget after the attempt, or the time until which nothing can be spent
 */
export function spend(
  budget: SpentBudget | undefined,
  rule: BudgetRule,
  now: number,
  wholeBeganAt?: number,
): SpentBudget | number {
  const expiresAt = now + rule.lifetime;
  const isLive =
    budget !== undefined && budget.expiresAt > now && (wholeBeganAt === undefined || budget.beganAt === wholeBeganAt);
  const beganAt = wholeBeganAt ?? Math.max(now, budget?.beganAt ?? now);
  const current = isLive ? budget : { spent: 0, beganAt, opensAt: now, expiresAt };
  if (current.spent >= rule.max) {
    return current.expiresAt;
  }
  // Of two simultaneous attempts on two instances, the second may have the earlier time. It does not wait because of that.
  if (current.spent >= rule.free && current.opensAt > now) {
    return current.opensAt;
  }
  const spent = current.spent + 1;
  return {
    spent,
    beganAt: current.beganAt,
    opensAt: now + delayAfter(spent, rule),
    expiresAt: rule.since === 'first' ? current.expiresAt : expiresAt,
  };
}

/**
 * Spends all charges, or none of them.
 *
 * @param budgets in the order of the charges
 * @returns the budgets after the attempt, or the time until which the first of them refuses
 */
export function spendAll(
  budgets: readonly (SpentBudget | undefined)[],
  charges: readonly Charge[],
  now: number,
): readonly SpentBudget[] | number {
  const spent: SpentBudget[] = [];
  for (const [index, { rule, isPart = false }] of charges.entries()) {
    const outcome = spend(budgets[index], rule, now, isPart ? spent.at(-1)?.beganAt : undefined);
    if (typeof outcome === 'number') {
      return outcome;
    }
    // A whole budget keeps its beginning, which its parts refer to. Any other budget begins with its earliest attempt.
    const isFixed = isPart || charges[index + 1]?.isPart;
    spent.push(isFixed ? outcome : { ...outcome, beganAt: Math.min(outcome.beganAt, now) });
  }
  return spent;
}

/** Resets a budget. It keeps a trace of its beginning, so that its next beginning differs and its parts are reset too. */
export function forgotten(budget: SpentBudget): SpentBudget {
  return { spent: 0, beganAt: budget.beganAt + BETWEEN_BEGINNINGS, opensAt: 0, expiresAt: 0 };
}

/**
 * Undoes one attempt. A budget that has begun again since then stays as it is. The wait after the attempt ends if it was the last one; the
 * wait after another attempt does not.
 *
 * @returns `undefined` if nothing is spent any more
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

/** The key of a budget, of a fixed length. Contains no name and no address in clear text. */
export function budgetKey(kind: string, ...parts: readonly (string | null)[]): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
}
