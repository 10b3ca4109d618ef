import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { loggedError } from './logged-error.js';

describe('a logged error', () => {
  it('has name, message, code, stack and cause', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(loggedError(new TypeError('no answer', { cause }))).toEqual({
      type: 'TypeError',
      message: 'no answer',
      stack: expect.stringContaining('logged-error.spec'),
      cause: { type: 'Error', message: 'refused', code: 'ECONNREFUSED', stack: expect.any(String) },
    });
  });

  it('has neither the SQL nor the parameters nor the row of a failed query', () => {
    const detail = 'Failing row contains (3, bob, a hash).';
    const driverError = Object.assign(new Error('violates check constraint'), { code: '23514', detail });
    const error = new QueryFailedError('INSERT INTO users VALUES ($1)', ['a hash'], driverError);
    expect(JSON.stringify(loggedError(error))).not.toMatch(/a hash|INSERT/);
    expect(loggedError(error)).toMatchObject({ message: 'violates check constraint', code: '23514' });
  });

  it('ends if an error is its own cause', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(JSON.stringify(loggedError(error)).match(/"message"/g)).toHaveLength(6);
  });

  it.each([undefined, null, 'a string', { message: 'an object' }])('is undefined if %p was thrown', (thrown) => {
    expect(loggedError(thrown)).toBeUndefined();
  });
});
