import { describe, expect, it } from '@jest/globals';
import { passwordRule } from './password.rule.js';

const NOT_STRINGS = [undefined, null, 0, 1, true, [], ['alice'], {}, { toString: () => 'alice' }];

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
