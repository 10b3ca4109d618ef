import { describe, expect, it } from '@jest/globals';
import { randomId } from './random-id.js';

describe('randomId', () => {
  it('is 128 bits in hexadecimal, and never the same, however many are drawn', () => {
    const ids = Array.from({ length: 2_500 }, randomId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
  });
});
