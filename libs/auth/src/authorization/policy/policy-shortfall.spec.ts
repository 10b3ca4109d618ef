import { describe, expect, it } from '@jest/globals';
import { type Principal, principalOfUser } from '../../user/principal.js';
import { allOf, anyOf, not } from './policy.js';
import { shortfallOf } from './policy-shortfall.js';
import { policyText } from './policy-text.js';
import { passes } from './predicate.term.js';
import { hasRole, hasScope, isActive } from './user.terms.js';

class OwnsReport {
  allows(): boolean {
    throw new Error('Not called: a shortfall calls no predicate.');
  }
}

class Within {
  allows(_principal: Principal, _context: unknown, _args: { readonly seconds: number }): boolean {
    return true;
  }
}

class Described {
  allows(_principal: Principal, _context: unknown, _args: number): boolean {
    return true;
  }

  describe(seconds: number): string {
    return `within ${seconds} s`;
  }
}

const CLERK = {
  ...principalOfUser({ id: 1, username: 'clerk', isActive: true, roles: ['clerk'] }),
  scopes: new Set(['a:read']),
};

describe('what a caller lacks', () => {
  it('names each missing scope and role once, and none that the caller has', () => {
    const policy = allOf(
      hasRole('admin'),
      hasRole('clerk'),
      hasScope('a:read'),
      hasScope('b:read'),
      hasScope('b:read'),
    );
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: ['admin'], scopes: ['b:read'], isInactive: false });
  });

  it('names the scopes and roles of every alternative', () => {
    const policy = anyOf(hasRole('admin'), allOf(hasScope('b:read'), passes(OwnsReport)));
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: ['admin'], scopes: ['b:read'], isInactive: false });
  });

  it('names nothing under a not, and no predicate', () => {
    const policy = allOf(not(hasRole('suspended')), not(anyOf(hasScope('x'), isActive())), passes(OwnsReport));
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: [], scopes: [], isInactive: false });
  });

  it('tells whether the user had to be active', () => {
    const user = { ...CLERK.user, isActive: false };
    expect(shortfallOf(allOf(isActive(), hasRole('admin')), { ...CLERK, user })).toMatchObject({ isInactive: true });
  });
});

describe('the description of a policy', () => {
  it.each([
    [hasRole('admin'), 'role admin'],
    [allOf(hasRole('admin')), 'role admin'],
    [allOf(anyOf(hasRole('admin')), allOf(hasScope('a:read'))), 'role admin and scope a:read'],
    [
      anyOf(hasRole('admin'), allOf(hasScope('a:read'), passes(OwnsReport))),
      'role admin or (scope a:read and OwnsReport)',
    ],
    [not(passes(Within, { seconds: 5 })), 'not Within({ seconds: 5 })'],
    [allOf(passes(Described, 5), isActive()), 'within 5 s and active'],
    [not(anyOf(hasRole('guest'), not(isActive()))), 'not (role guest or not active)'],
  ])('%j', (policy, words) => {
    expect(policyText(policy, (predicate) => new predicate())).toBe(words);
  });
});
