import { describe, expect, it } from '@jest/globals';
import { isDatabaseUnavailable } from './is-database-unavailable.js';

const withMembers = (members: object) => Object.assign(new Error('any message'), members);

/** The errors of `pg` and TypeORM are tested beside the database port. */
describe('isDatabaseUnavailable', () => {
  it.each(['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1017', 'P2024', 'P2037'])(
    'is true for the code %s of Prisma',
    (code) => expect(isDatabaseUnavailable(withMembers({ code }))).toBe(true),
  );

  it('is true if a pool of Prisma or Knex has no free connection in time', () => {
    const start = 'Transaction API error: Unable to start a transaction in the given time.';
    expect(isDatabaseUnavailable(Object.assign(new Error(start), { code: 'P2028' }))).toBe(true);
    expect(isDatabaseUnavailable(withMembers({ code: 'P2028' }))).toBe(false);
    expect(isDatabaseUnavailable(withMembers({ name: 'KnexTimeoutError' }))).toBe(true);
  });

  it('reads the code of a first connection, and the SQLSTATE of a raw query', () => {
    expect(isDatabaseUnavailable(withMembers({ errorCode: 'P1001' }))).toBe(true);
    expect(isDatabaseUnavailable(withMembers({ code: 'P2010', meta: { code: '57P01' } }))).toBe(true);
    const driverAdapterError = { cause: { originalCode: '53300' } };
    expect(isDatabaseUnavailable(withMembers({ code: 'P2010', meta: { driverAdapterError } }))).toBe(true);
  });

  it.each(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'])(
    'reads what a driver adapter of Prisma says of its connection: %s',
    (kind) => {
      const driverAdapterError = { cause: { kind } };
      expect(isDatabaseUnavailable(withMembers({ code: 'P2010', meta: { driverAdapterError } }))).toBe(true);
      expect(isDatabaseUnavailable(withMembers({ cause: { kind } }))).toBe(true);
    },
  );

  it('reads an error of a driver adapter that Prisma 6 has not wrapped', () => {
    expect(isDatabaseUnavailable(withMembers({ cause: { originalCode: '57P01', kind: 'postgres' } }))).toBe(true);
    expect(isDatabaseUnavailable(withMembers({ cause: { originalCode: '23505', kind: 'postgres' } }))).toBe(false);
  });

  it.each([
    { code: 'P2002' },
    { code: 'P2025' },
    { code: 'P2010', meta: { code: '23505' } },
    { code: 'P2010', meta: { driverAdapterError: { cause: {} } } },
    { code: 'P2010', meta: { driverAdapterError: { cause: { kind: 'UniqueConstraintViolation' } } } },
    { meta: null },
    { cause: null },
    { cause: 'P1001' },
    { errors: 'P1001' },
  ])('is false for %p', (members) => expect(isDatabaseUnavailable(withMembers(members))).toBe(false));
});
