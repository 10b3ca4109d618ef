import { DriverException } from '@mikro-orm/core';
import { describe, expect, it } from '@jest/globals';
import { DrizzleQueryError } from 'drizzle-orm';
import { QueryFailedError } from 'typeorm';
import { isConflict } from './is-conflict.js';
import { sqlStateOf } from './sqlstate.js';

const withMembers = (members: object) => Object.assign(new Error('any message'), members);

/** As each data layer wraps an error of the driver. */
const LAYERS: readonly (readonly [string, (code: string) => Error])[] = [
  ['pg and Kysely', (code) => withMembers({ code })],
  ['TypeORM', (code) => new QueryFailedError('SELECT 1', [], withMembers({ code }))],
  ['Drizzle', (code) => new DrizzleQueryError('SELECT 1', [], withMembers({ code }))],
  ['MikroORM', (code) => new DriverException(withMembers({ code }))],
  ['Prisma without a driver adapter', (code) => withMembers({ code: 'P2010', meta: { code } })],
  [
    'Prisma with a driver adapter',
    (code) =>
      withMembers({
        code: 'P2010',
        meta: { driverAdapterError: withMembers({ cause: { originalCode: code, kind: 'postgres' } }) },
      }),
  ],
  ['a driver adapter of Prisma', (code) => withMembers({ cause: { originalCode: code, kind: 'postgres' } })],
];

describe.each(LAYERS)('an error of %s', (_name, errorOf) => {
  it.each(['23505', '40001', '25P01', '0A000', '42P01'])('tells the SQLSTATE %s', (code) =>
    expect(sqlStateOf(errorOf(code))).toBe(code),
  );

  it.each(['40001', '40P01', '55P03'])('is a conflict with %s', (code) => expect(isConflict(errorOf(code))).toBe(true));

  it('is no conflict with another code', () => expect(isConflict(errorOf('23505'))).toBe(false));
});

it('reads Prisma’s own code for a conflict', () => {
  expect(isConflict(withMembers({ code: 'P2034' }))).toBe(true);
  expect(isConflict(withMembers({ code: 'P2028' }))).toBe(false);
});

it.each([undefined, null, '23505', { code: '23505' }, withMembers({ code: 'P2010' }), withMembers({ code: 'EPIPE' })])(
  'finds no SQLSTATE in %p',
  (error) => expect(sqlStateOf(error)).toBeUndefined(),
);
