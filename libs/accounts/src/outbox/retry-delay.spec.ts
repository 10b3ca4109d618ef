import { expect, it } from '@jest/globals';
import { retryDelayAfter } from './retry-delay.js';

it('doubles from five seconds to an hour', () => {
  const delays = Array.from({ length: 12 }, (_, index) => retryDelayAfter(index + 1));
  expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]);
  expect(retryDelayAfter(1_100)).toBe(3_600);
});
