import { describe, expect, it } from '@jest/globals';
import { passwordRule } from '../json-body/password.rule.js';
import { emailRule, usernameRule } from './registration.rules.js';

const NOT_STRINGS = [undefined, null, 0, 1, true, [], ['alice'], {}, { toString: () => 'alice' }];

describe('usernameRule', () => {
  it.each([
    'a',
    'alice',
    'Alice Liddell',
    'ａｌｉｃｅ',
    'Ｋ',
    '\u212A',
    'ı',
    'ﬁ',
    '李',
    '😀'.repeat(50),
    'a'.repeat(50),
  ])('accepts "%s"', (name) => expect(usernameRule(name)).toBeNull());

  it.each(['', 'a'.repeat(51), '😀'.repeat(51), 'a'.repeat(100_000)])('counts code points, from 1 to 50', (name) =>
    expect(usernameRule(name)).toMatch('1 to 50'),
  );

  it.each([
    ['NUL', 'a\0b'],
    ['a tab', 'a\tb'],
    ['a zero-width space', 'a\u200Bb'],
    ['a bidirectional override', 'a\u202Eb'],
    ['half a surrogate pair', 'a\uD800b'],
    ['a private-use character', 'a\uE000b'],
    ['an unassigned one', 'a\u{E0FFF}b'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a variation selector behind a letter', 'alice\uFE0F'],
    ['a Hangul filler', '\u3164'],
    ['a Braille blank', 'a\u2800b'],
  ])('refuses %s', (_what, name) => expect(usernameRule(name)).toMatch('printable'));

  it.each([' alice', 'alice ', '\u00A0alice', '\u3000alice', ' '])('refuses white space at the ends', (name) =>
    expect(usernameRule(name)).toMatch('white space'),
  );

  it.each(NOT_STRINGS)('refuses %p', (value) => expect(usernameRule(value)).toBe('Must be a string'));
});

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

describe('passwordRule', () => {
  it.each(['', 'x', ' spaces ', '\t', 'a'.repeat(1_024), '😀'.repeat(256)])(
    'leaves the rest to the policy',
    (password) => expect(passwordRule(password)).toBeNull(),
  );

  it.each(['a'.repeat(1_025), '😀'.repeat(257)])('has at most 1,024 bytes', (password) =>
    expect(passwordRule(password)).toMatch('1024 bytes'),
  );

  it.each(['a\0', '\uD800', '\uDC00\uD800'])('refuses what has no encoding of its own', (password) =>
    expect(passwordRule(password)).toMatch('U+0000'),
  );

  it.each(NOT_STRINGS)('refuses %p', (value) => expect(passwordRule(value)).toBe('Must be a string'));
});
