import { describe, expect, it } from '@jest/globals';
import { codePointCount } from './code-point-count.js';

describe('codePointCount', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['🔐🔐', 2],
    ['e\u0301', 2],
  ])('counts %j as %i', (text, count) => {
    expect(codePointCount(text)).toBe(count);
  });
});
