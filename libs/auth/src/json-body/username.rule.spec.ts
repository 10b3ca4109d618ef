import { describe, expect, it } from '@jest/globals';
import { usernameRule } from './username.rule.js';

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
