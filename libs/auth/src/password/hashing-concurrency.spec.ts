import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { hashingConcurrency } from './hashing-concurrency.js';

describe('how many hashes at once', () => {
  it.each([
    // cores, UV_THREADPOOL_SIZE, at once
    [1, undefined, 1],
    [2, undefined, 2],
    [3, undefined, 3],
    [4, undefined, 3],
    [64, undefined, 3],
    [8, '10', 8],
    [8, '9', 8],
    [8, '8', 7],
    [64, '1024', 64],
    [2, '2', 1],
    [2, '1', 1],
    [2, '0', 1],
    [2, '-4', 1],
    [2, '', 1],
    [2, 'many', 1],
  ])('%d cores and %p threads: %d', (cores, threads, atOnce) => {
    expect(hashingConcurrency(cores, threads)).toBe(atOnce);
  });

  it('asks this machine by default', () => {
    expect(hashingConcurrency()).toBe(hashingConcurrency(availableParallelism(), process.env['UV_THREADPOOL_SIZE']));
  });
});
