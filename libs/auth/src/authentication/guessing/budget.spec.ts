import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BudgetRule, delayAfter, forgotten, giveBack, spend, type SpentBudget } from './budget.js';

const rules: fc.Arbitrary<BudgetRule> = fc
  .record({
    free: fc.integer({ min: 1, max: 20 }),
    firstDelay: fc.integer({ min: 1, max: 10_000 }),
    longer: fc.integer({ min: 0, max: 1_000_000 }),
    max: fc.integer({ min: 1, max: 150 }),
  })
  .map(({ free, firstDelay, longer, max }) => {
    const maxDelay = firstDelay + longer;
    return { free, firstDelay, maxDelay, max, lifetime: 1_000_000_000, since: 'last' };
  });

/** Spends each attempt as early as the budget allows, until none is left. */
function attack(rule: BudgetRule): number[] {
  const times: number[] = [];
  let budget: SpentBudget | undefined;
  for (let now = 0; ;) {
    const outcome = spend(budget, rule, now);
    if (typeof outcome !== 'number') {
      budget = outcome;
      times.push(now);
    } else if (outcome === budget?.expiresAt) {
      return times;
    } else {
      expect(outcome).toBeGreaterThan(now);
      now = outcome;
    }
  }
}

describe('a budget of attempts', () => {
  it('has no wait for the first attempts, then a longer one each time, up to the longest', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 5_000 }), (rule, spent) => {
        const delay = delayAfter(spent, rule);
        expect(delay === 0).toBe(spent < rule.free);
        expect(delay).toBeLessThanOrEqual(rule.maxDelay);
        expect(delayAfter(spent + 1, rule)).toBe(
          spent + 1 === rule.free ? rule.firstDelay : Math.min(rule.maxDelay, 2 * delay),
        );
      }),
    );
  });

  it('is spent at last, however long the attacker waits', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const times = attack(rule);
        expect(times).toHaveLength(rule.max);
        times.slice(1).forEach((time, index) => expect(time - times[index]!).toBe(delayAfter(index + 1, rule)));
      }),
    );
  });

  it('is as before if everything is given back, in any order', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 9 }), (rule, before, given) => {
        const prepared = Math.min(before, rule.max - 1);
        let budget: SpentBudget | undefined;
        let now = 0;
        const attempt = () => {
          now = Math.max(now + 1, budget?.opensAt ?? 0);
          budget = spend(budget, rule, now) as SpentBudget;
        };
        Array.from({ length: prepared }, attempt);
        const { spent } = budget ?? { spent: 0 };
        const spentAt = Array.from({ length: Math.min(given, rule.max - prepared) }, () => {
          attempt();
          return now;
        });
        spentAt.forEach((time) => (budget = budget && giveBack(budget, rule, time)));
        expect(budget?.spent ?? 0).toBe(spent);
      }),
    );
  });

  it('starts again when the budget that it is a part of has started again', () => {
    const part: SpentBudget = { spent: 5, beganAt: 100, opensAt: 500, expiresAt: 900 };
    expect(spend(part, RULE, 400, 100)).toBe(900);
    expect(spend(part, RULE, 400, 101)).toEqual({ spent: 1, beganAt: 101, opensAt: 400, expiresAt: 1_400 });
    const again = spend(forgotten({ ...part, beganAt: 400 }), RULE, 400) as SpentBudget;
    expect(again).toMatchObject({ spent: 1, opensAt: 400, expiresAt: 1_400 });
    expect(again.beganAt).not.toBe(400);
  });

  const RULE: BudgetRule = { free: 2, firstDelay: 10, maxDelay: 80, max: 5, lifetime: 1_000, since: 'last' };

  it('opens again if the last attempt is given back, and not if there was another one since', () => {
    const third = spend({ spent: 2, beganAt: 0, opensAt: 10, expiresAt: 1_000 }, RULE, 50) as SpentBudget;
    expect(third).toEqual({ spent: 3, beganAt: 0, opensAt: 70, expiresAt: 1_050 });
    expect(giveBack(third, RULE, 50)).toMatchObject({ spent: 2, opensAt: 50 });
    const fourth = spend(third, RULE, 70) as SpentBudget;
    expect(giveBack(fourth, RULE, 50)).toMatchObject({ spent: 3, opensAt: fourth.opensAt });
  });

  it('undoes nothing that was spent before it began', () => {
    const renewed: SpentBudget = { spent: 3, beganAt: 100, opensAt: 120, expiresAt: 1_100 };
    expect(giveBack(renewed, RULE, 99)).toEqual(renewed);
    expect(giveBack({ ...renewed, spent: 1 }, RULE, 100)).toBeUndefined();
  });

  it('forgets its attempts some time after the last one, or after the first', () => {
    const spent: SpentBudget = { spent: 5, beganAt: 0, opensAt: 500, expiresAt: 900 };
    expect(spend(spent, RULE, 899)).toBe(900);
    expect(spend(spent, RULE, 900)).toEqual({ spent: 1, beganAt: 900, opensAt: 900, expiresAt: 1_900 });
    const ofWindow = { ...RULE, since: 'first' } as const;
    expect(spend({ ...spent, spent: 1 }, ofWindow, 899)).toMatchObject({ expiresAt: 900 });
  });
});
