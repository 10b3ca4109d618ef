import type { ExecutionContext, Type } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Principal, principalOfUser } from '../../user/principal.js';
import { compilePolicy } from './compiled-policy.js';
import { AccessDeniedError } from '../../errors/policy.errors.js';
import { allOf, anyOf, not, type Policy, termsOf } from './policy.js';
import type { PolicyDecision, PolicyPredicate } from './policy-predicate.js';
import type { AnyPredicate, PolicyTerm } from './policy-term.js';
import { passes, PredicateTerm } from './predicate.term.js';
import { hasRole, hasScope, isActive } from './user.terms.js';

const NAMES = ['a', 'b', 'c'] as const;
const CONTEXT = {} as ExecutionContext;

/** The value of each term: one row of a truth table. */
interface Row {
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly isActive: boolean;
  readonly sync: boolean;
  readonly async: boolean;
}

class Sync implements PolicyPredicate {
  allows(): boolean {
    throw new Error('Not called: the test evaluates the predicate.');
  }
}
class Async extends Sync {}

const row: fc.Arbitrary<Row> = fc.record({
  roles: fc.subarray([...NAMES]),
  scopes: fc.subarray([...NAMES]),
  isActive: fc.boolean(),
  sync: fc.boolean(),
  async: fc.boolean(),
});

const { policy } = fc.letrec<{ policy: Policy }>((tie) => ({
  policy: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'policy' },
    fc.constantFrom(isActive(), passes(Sync), passes(Async)),
    fc.constantFrom(...NAMES).map((name) => hasRole(name)),
    fc.constantFrom(...NAMES).map((name) => hasScope(name)),
    fc.array(tie('policy'), { minLength: 1, maxLength: 4, depthIdentifier: 'policy' }).map((terms) => allOf(...terms)),
    fc.array(tie('policy'), { minLength: 1, maxLength: 4, depthIdentifier: 'policy' }).map((terms) => anyOf(...terms)),
    tie('policy').map(not),
  ),
}));

describe('a compiled policy', () => {
  it('holds if and only if its truth table says so, with synchronous and asynchronous predicates', async () => {
    await fc.assert(
      fc.asyncProperty(policy, row, async (given, values) => {
        expect(await evaluate(given, values)).toBe(truthOf(given, values));
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns a plain boolean if no predicate is asynchronous', () => {
    fc.assert(
      fc.property(policy, row, (given, values) => {
        fc.pre(!termsOf(given, { negated: true }).some((term) => isAsync(term)));
        expect(typeof evaluate(given, values)).toBe('boolean');
      }),
    );
  });

  it.each([
    ['allOf', allOf(hasRole('missing'), passes(Async)), 0],
    ['allOf', allOf(hasRole('a'), passes(Async)), 1],
    ['anyOf', anyOf(hasRole('a'), passes(Async)), 0],
    ['anyOf', anyOf(hasRole('missing'), passes(Async), passes(Async)), 1],
  ])('evaluates from left to right until the decision is known: %s', async (_kind, given, expected) => {
    let asked = 0;
    const compiled = compilePolicy(given, () => ({
      allows: () => {
        asked += 1;
        return Promise.resolve(true);
      },
    }));
    await compiled(principalIn({ roles: ['a'], scopes: [], isActive: true, sync: true, async: true }), CONTEXT);
    expect(asked).toBe(expected);
  });

  it.each([[1], ['yes'], [{}], [undefined], ['false']])(
    'denies if a predicate or the user repository returns %j instead of true',
    async (value) => {
      const values = [value, Promise.resolve(value)] as unknown as (boolean | Promise<boolean>)[];
      for (const answer of values) {
        const asked = compilePolicy(passes(Sync), () => ({ allows: () => answer }));
        expect(await asked(principalIn(NO_TERM), CONTEXT)).toBe(false);
      }
      const user = { id: 1, username: 'x', isActive: value as unknown as boolean };
      expect(compilePolicy(isActive(), never)(principalOfUser(user), CONTEXT)).toBe(false);
    },
  );

  it('treats an error that a predicate returns as a term that does not hold', async () => {
    const refusing = fc.record({ row, errors: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(policy, refusing, async (given, { row: values, errors }) => {
        const no = errors ? new AccessDeniedError() : false;
        const compiled = compilePolicy(given, (predicate) => ({
          allows: () => (predicate === Async ? Promise.resolve(values.async || no) : values.sync || no),
        }));
        const decision = await compiled(principalIn(values), CONTEXT);
        expect(decision === true).toBe(truthOf(given, values));
        expect(typeof decision === 'boolean' || decision === no).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  describe('with predicates that return errors', () => {
    const [first, second] = [new AccessDeniedError(), new AccessDeniedError('second')];
    class Second extends Sync {}
    const decide = async (given: Policy, roles: string[] = []) =>
      compilePolicy(given, (predicate) => ({
        allows: () => (predicate === Async ? Promise.resolve(first) : predicate === Second ? second : true),
      }))(principalIn({ ...NO_TERM, roles }), CONTEXT);

    it.each<[string, Policy, string[], PolicyDecision]>([
      ['the first term that does not hold', allOf(passes(Async), passes(Second)), [], first],
      ['none, if a term before it does not hold', allOf(hasRole('a'), passes(Async)), [], false],
      ['the first alternative that returns one', anyOf(hasRole('a'), passes(Second), passes(Async)), [], second],
      ['none, if another alternative holds', anyOf(passes(Async), hasRole('a')), ['a'], true],
      ['none under a not', not(passes(Second)), [], true],
      ['none under a not with an asynchronous predicate', allOf(not(passes(Async)), not(passes(Sync))), [], false],
    ])('decides by the error of %s', async (_which, given, roles, expected) => {
      expect(await decide(given, roles)).toBe(expected);
    });
  });

  it('hands the arguments of a term to its predicate', () => {
    class Within implements PolicyPredicate<{ id: number; username: string; isActive: boolean }, { seconds: number }> {
      allows(_principal: Principal, _context: ExecutionContext, { seconds }: { seconds: number }): boolean {
        return seconds > 5;
      }
    }
    const holds = (seconds: number) =>
      compilePolicy(passes(Within, { seconds }), () => new Within())(principalIn(NO_TERM), CONTEXT);
    expect([holds(5), holds(6)]).toEqual([false, true]);
    // @ts-expect-error -- the arguments of a predicate are required, and have its type
    expect([passes(Within), passes(Within, { seconds: '5' }), passes(Sync, 5)]).toHaveLength(3);
  });

  it('throws what a predicate throws', async () => {
    const broken = compilePolicy(anyOf(not(passes(Sync)), isActive()), () => ({
      allows: () => Promise.reject(new Error('the store is down')),
    }));
    await expect(broken(principalIn({ ...NO_TERM, isActive: true }), CONTEXT)).rejects.toThrow('the store is down');
  });

  it('needs at least one term: without terms it would let every caller pass', () => {
    expect(() => allOf()).toThrow('allOf() needs at least one term.');
    expect(() => anyOf()).toThrow('anyOf() needs at least one term.');
  });
});

const NO_TERM: Row = { roles: [], scopes: [], isActive: false, sync: false, async: false };

function never(): never {
  throw new Error('The policy has no predicate.');
}

function principalIn({ roles, scopes, isActive: active }: Row): Principal {
  return { ...principalOfUser({ id: 1, username: 'x', isActive: active, roles }), scopes: new Set(scopes) };
}

function isAsync(term: PolicyTerm): boolean {
  return term instanceof PredicateTerm && term.predicate === Async;
}

function evaluate(given: Policy, values: Row): PolicyDecision | Promise<PolicyDecision> {
  const predicateOf = (predicate: Type<AnyPredicate>): AnyPredicate => ({
    allows: () => (predicate === Async ? Promise.resolve(values.async) : values.sync),
  });
  return compilePolicy(given, predicateOf)(principalIn(values), CONTEXT);
}

/** The definition of a policy by the operators of logic. */
function truthOf(given: Policy, values: Row): boolean {
  switch (given.kind) {
    case 'allOf':
      return given.terms.map((term) => truthOf(term, values)).every(Boolean);
    case 'anyOf':
      return given.terms.map((term) => truthOf(term, values)).some(Boolean);
    case 'not':
      return !truthOf(given.term, values);
    case 'term':
      return truthOfTerm(given.term, values);
  }
}

function truthOfTerm(term: PolicyTerm, values: Row): boolean {
  if (term.role !== undefined) {
    return values.roles.includes(term.role);
  }
  if (term.scope !== undefined) {
    return values.scopes.includes(term.scope);
  }
  return term.activity ? values.isActive : isAsync(term) ? values.async : values.sync;
}
