import type { ExecutionContext, Type } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../user/principal.js';
import { compilePolicy } from './compiled-policy.js';
import { allOf, anyOf, hasRole, hasScope, isActive, not, passes, type Policy } from './policy.js';
import type { PolicyPredicate } from './policy-predicate.js';
import { termsOf } from './policy-term.js';

const NAMES = ['a', 'b', 'c'] as const;
const CONTEXT = {} as ExecutionContext;

/** What the world answers to each term: the rows of a truth table. */
interface World {
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly isActive: boolean;
  readonly now: boolean;
  readonly later: boolean;
}

class Now implements PolicyPredicate {
  allows(): boolean {
    throw new Error('The world answers.');
  }
}
class Later extends Now {}

const world: fc.Arbitrary<World> = fc.record({
  roles: fc.subarray([...NAMES]),
  scopes: fc.subarray([...NAMES]),
  isActive: fc.boolean(),
  now: fc.boolean(),
  later: fc.boolean(),
});

const { policy } = fc.letrec<{ policy: Policy }>((tie) => ({
  policy: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'policy' },
    fc.constantFrom(isActive(), passes(Now), passes(Later)),
    fc.constantFrom(...NAMES).map((name) => hasRole(name)),
    fc.constantFrom(...NAMES).map((name) => hasScope(name)),
    fc.array(tie('policy'), { minLength: 1, maxLength: 4, depthIdentifier: 'policy' }).map((terms) => allOf(...terms)),
    fc.array(tie('policy'), { minLength: 1, maxLength: 4, depthIdentifier: 'policy' }).map((terms) => anyOf(...terms)),
    tie('policy').map(not),
  ),
}));

describe('a compiled policy', () => {
  it('holds exactly where its truth table says so, whatever is waited for', async () => {
    await fc.assert(
      fc.asyncProperty(policy, world, async (given, answers) => {
        expect(await evaluate(given, answers)).toBe(truthOf(given, answers));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is a plain boolean where nothing had to be waited for', () => {
    fc.assert(
      fc.property(policy, world, (given, answers) => {
        fc.pre(!termsOf(given, { negated: true }).some((term) => term.kind === 'passes' && term.predicate === Later));
        expect(typeof evaluate(given, answers)).toBe('boolean');
      }),
    );
  });

  it.each([
    ['allOf', allOf(hasRole('missing'), passes(Later)), 0],
    ['allOf', allOf(hasRole('a'), passes(Later)), 1],
    ['anyOf', anyOf(hasRole('a'), passes(Later)), 0],
    ['anyOf', anyOf(hasRole('missing'), passes(Later), passes(Later)), 1],
  ])('asks from left to right, and no further than it must: %s', async (_kind, given, expected) => {
    let asked = 0;
    const compiled = compilePolicy(given, () => ({
      allows: () => {
        asked += 1;
        return Promise.resolve(true);
      },
    }));
    await compiled(principalIn({ roles: ['a'], scopes: [], isActive: true, now: true, later: true }), CONTEXT);
    expect(asked).toBe(expected);
  });

  it.each([[1], ['yes'], [{}], [undefined], ['false']])(
    'takes no %j for a yes, of a predicate or of a store',
    async (value) => {
      const answers = [value, Promise.resolve(value)] as unknown as (boolean | Promise<boolean>)[];
      for (const answer of answers) {
        const asked = compilePolicy(passes(Now), () => ({ allows: () => answer }));
        expect(await asked(principalIn(NOBODY), CONTEXT)).toBe(false);
      }
      const user = { id: 1, username: 'x', isActive: value as unknown as boolean };
      expect(compilePolicy(isActive(), never)({ user, scopes: new Set() }, CONTEXT)).toBe(false);
    },
  );

  it('fails where a predicate does, rather than hold or not', async () => {
    const broken = compilePolicy(anyOf(not(passes(Now)), isActive()), () => ({
      allows: () => Promise.reject(new Error('the store is down')),
    }));
    await expect(broken(principalIn({ ...NOBODY, isActive: true }), CONTEXT)).rejects.toThrow('the store is down');
  });

  it('is never made of nothing: nothing asked would be everybody let in', () => {
    expect(() => allOf()).toThrow('allOf() needs at least one term.');
    expect(() => anyOf()).toThrow('anyOf() needs at least one term.');
  });
});

const NOBODY: World = { roles: [], scopes: [], isActive: false, now: false, later: false };

function never(): never {
  throw new Error('No predicate to be asked.');
}

function principalIn({ roles, scopes, isActive: active }: World): Principal {
  return { user: { id: 1, username: 'x', isActive: active, roles }, scopes: new Set(scopes) };
}

function evaluate(given: Policy, answers: World): boolean | Promise<boolean> {
  const predicateOf = (predicate: Type<PolicyPredicate>): PolicyPredicate => ({
    allows: () => (predicate === Later ? Promise.resolve(answers.later) : answers.now),
  });
  return compilePolicy(given, predicateOf)(principalIn(answers), CONTEXT);
}

/** The definition, in the words of logic and nothing else. */
function truthOf(given: Policy, answers: World): boolean {
  switch (given.kind) {
    case 'allOf':
      return given.terms.map((term) => truthOf(term, answers)).every(Boolean);
    case 'anyOf':
      return given.terms.map((term) => truthOf(term, answers)).some(Boolean);
    case 'not':
      return !truthOf(given.term, answers);
    case 'isActive':
      return answers.isActive;
    case 'hasRole':
      return answers.roles.includes(given.role);
    case 'hasScope':
      return answers.scopes.includes(given.scope);
    case 'passes':
      return given.predicate === Later ? answers.later : answers.now;
  }
}
