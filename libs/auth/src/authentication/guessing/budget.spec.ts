import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BudgetRule, delayAfter, giveBack, spend, type SpentBudget, waitsOf } from './budget.js';

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

/** Spends as soon as it may be, until there is no more. */
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
  it('lets nobody wait for the first ones, then longer each time, and never longer than the longest', () => {
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

  it('has its waits in a list, of which the last one goes on', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 2_000 }), (rule, more) => {
        const waits = waitsOf(rule);
        expect(waits[Math.min(more, waits.length - 1)]).toBe(delayAfter(rule.free + more, rule));
      }),
    );
  });

  it('is spent at last, however patient somebody is', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const times = attack(rule);
        expect(times).toHaveLength(rule.max);
        times.slice(1).forEach((time, index) => expect(time - times[index]!).toBe(delayAfter(index + 1, rule)));
      }),
    );
  });

  it('is as before where all is given back, in whatever order', () => {
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

  const RULE: BudgetRule = { free: 2, firstDelay: 10, maxDelay: 80, max: 5, lifetime: 1_000, since: 'last' };

  it('opens again where the last attempt is given back, and not where there was another one since', () => {
    const third = spend({ spent: 2, beganAt: 0, opensAt: 10, expiresAt: 1_000 }, RULE, 50) as SpentBudget;
    expect(third).toEqual({ spent: 3, beganAt: 0, opensAt: 70, expiresAt: 1_050 });
    expect(giveBack(third, RULE, 50)).toMatchObject({ spent: 2, opensAt: 50 });
    const fourth = spend(third, RULE, 70) as SpentBudget;
    expect(giveBack(fourth, RULE, 50)).toMatchObject({ spent: 3, opensAt: fourth.opensAt });
  });

  it('takes nothing back that was spent before it began', () => {
    const renewed: SpentBudget = { spent: 3, beganAt: 100, opensAt: 120, expiresAt: 1_100 };
    expect(giveBack(renewed, RULE, 99)).toEqual(renewed);
    expect(giveBack({ ...renewed, spent: 1 }, RULE, 100)).toBeUndefined();
  });

  it('is whole again a time after its last attempt, or after its first', () => {
    const spent: SpentBudget = { spent: 5, beganAt: 0, opensAt: 500, expiresAt: 900 };
    expect(spend(spent, RULE, 899)).toBe(900);
    expect(spend(spent, RULE, 900)).toEqual({ spent: 1, beganAt: 900, opensAt: 900, expiresAt: 1_900 });
    const ofWindow = { ...RULE, since: 'first' } as const;
    expect(spend({ ...spent, spent: 1 }, ofWindow, 899)).toMatchObject({ expiresAt: 900 });
  });
});
