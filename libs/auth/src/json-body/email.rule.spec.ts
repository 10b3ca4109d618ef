import { describe, expect, it } from '@jest/globals';
import { emailRule } from './email.rule.js';

const NOT_STRINGS = [undefined, null, 0, 1, true, [], ['alice'], {}, { toString: () => 'alice' }];

describe('emailRule', () => {
  it.each(['alice@example.com', 'Alice+tag@Example.COM', 'ünï@example.com', `${'a'.repeat(64)}@${'b'.repeat(31)}.com`])(
    'accepts %s',
    (email) => expect(emailRule(email)).toBeNull(),
  );

  it.each(['alice', '@example.com', 'alice@', 'alice@localhost', 'a b@example.com', 'Alice <alice@example.com>'])(
    'refuses "%s"',
    (email) => expect(emailRule(email)).toBe('Must be an email address'),
  );

  it.each(['"a\0b"@example.com', '"a\u0001b"@example.com', 'a\u200B@example.com', '\uD800@example.com'])(
    'refuses what can not be printed',
    (email) => expect(emailRule(email)).toBe('Must be an email address'),
  );

  it.each(['', `${'a'.repeat(64)}@${'b'.repeat(32)}.com`, '@'.repeat(100_000)])('has 1 to 100 characters', (email) =>
    expect(emailRule(email)).toMatch('1 to 100'),
  );

  it.each(NOT_STRINGS)('refuses %p', (value) => expect(emailRule(value)).toBe('Must be a string'));
});
