import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { isDatabaseUnavailable } from './is-database-unavailable.js';

const withCode = (code: string) => Object.assign(new Error('any message'), { code });
const wrapped = (code: string) => new QueryFailedError('SELECT 1', [], withCode(code));

describe('isDatabaseUnavailable', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'])(
    'is true for the system error %s',
    (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(true),
  );

  it.each([
    '08000',
    '08006',
    '08P01',
    '28000',
    '28P01',
    '3D000',
    '53100',
    '53300',
    '57P01',
    '57P02',
    '57P03',
    '57P05',
    '57014',
    '25006',
    '25P03',
    '25P04',
  ])('is true for the SQLSTATE %s', (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(true));

  it.each([
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('is true for the message "%s"', (message) => expect(isDatabaseUnavailable(new Error(message))).toBe(true));

  it.each(['23505', '23502', '22021', '2200H', '25P02', '42P01', '42501', '40001', '40P01', '57P', '5', '080067', ''])(
    'is false for the code "%s"',
    (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(false),
  );

  it('reads the driver error inside a TypeORM error', () => {
    expect(isDatabaseUnavailable(wrapped('57P01'))).toBe(true);
    expect(isDatabaseUnavailable(wrapped('23505'))).toBe(false);
  });

  it('reads the cause, and the error of each tried address', () => {
    expect(isDatabaseUnavailable(new Error('any message', { cause: withCode('ECONNREFUSED') }))).toBe(true);
    expect(isDatabaseUnavailable(new AggregateError([withCode('EACCES'), withCode('ECONNREFUSED')]))).toBe(true);
    expect(isDatabaseUnavailable(new AggregateError([withCode('EACCES')]))).toBe(false);
  });

  it.each([null, undefined, 'ECONNREFUSED', { code: 'ECONNREFUSED' }, new Error('a Connection terminated elsewhere')])(
    'is false for %p',
    (error) => expect(isDatabaseUnavailable(error)).toBe(false),
  );
});
