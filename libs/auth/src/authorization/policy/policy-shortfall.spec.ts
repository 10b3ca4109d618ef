import { describe, expect, it } from '@jest/globals';
import { allOf, anyOf, hasRole, hasScope, isActive, not, passes } from './policy.js';
import { shortfallOf } from './policy-shortfall.js';
import { policyText } from './policy-text.js';

class OwnsReport {
  allows(): boolean {
    throw new Error('Not to be asked again.');
  }
}

const CLERK = { user: { id: 1, username: 'clerk', isActive: true, roles: ['clerk'] }, scopes: new Set(['a:read']) };

describe('what a caller lacks', () => {
  it('names the scopes and roles that are missing, once each, and none that are there', () => {
    const policy = allOf(
      hasRole('admin'),
      hasRole('clerk'),
      hasScope('a:read'),
      hasScope('b:read'),
      hasScope('b:read'),
    );
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: ['admin'], scopes: ['b:read'], isInactive: false });
  });

  it('names each alternative', () => {
    const policy = anyOf(hasRole('admin'), allOf(hasScope('b:read'), passes(OwnsReport)));
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: ['admin'], scopes: ['b:read'], isInactive: false });
  });

  it('does not tell what somebody must not have, nor what a predicate asked', () => {
    const policy = allOf(not(hasRole('suspended')), not(anyOf(hasScope('x'), isActive())), passes(OwnsReport));
    expect(shortfallOf(policy, CLERK)).toEqual({ roles: [], scopes: [], isInactive: false });
  });

  it('tells activity apart', () => {
    const user = { ...CLERK.user, isActive: false };
    expect(shortfallOf(allOf(isActive(), hasRole('admin')), { ...CLERK, user })).toMatchObject({ isInactive: true });
  });
});

describe('a policy in words', () => {
  it.each([
    [hasRole('admin'), 'role admin'],
    [allOf(hasRole('admin')), 'role admin'],
    [allOf(anyOf(hasRole('admin')), allOf(hasScope('a:read'))), 'role admin and scope a:read'],
    [
      anyOf(hasRole('admin'), allOf(hasScope('a:read'), passes(OwnsReport))),
      'role admin or (scope a:read and OwnsReport)',
    ],
    [not(anyOf(hasRole('guest'), not(isActive()))), 'not (role guest or not active)'],
  ])('%j', (policy, words) => {
    expect(policyText(policy)).toBe(words);
  });
});
