import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type PasswordHasher, type PasswordPolicy, ServiceUnavailableError } from '@portcullis/auth';
import { type DataSource, QueryFailedError } from 'typeorm';
import { PasswordRefusedError, UsernameOrEmailTakenError } from './registration.error.js';
import { RegistrationService } from './registration.service.js';

const ALICE = { username: 'Alice', email: 'Alice@Example.com', password: 'an unlikely passphrase' };
const ROW = { id: 1, username: 'Alice', email: 'Alice@Example.com', is_active: true };

const query = jest.fn<(sql: string, parameters: unknown[]) => Promise<unknown>>();
const hash = jest.fn<PasswordHasher['hash']>();
const check = jest.fn<PasswordPolicy['check']>();

const runner = { query, connect: async () => ({ end: async () => undefined }), release: async () => undefined };
const dataSource = { createQueryRunner: () => runner } as unknown as DataSource;
const service = new RegistrationService(
  dataSource,
  { check } as Partial<PasswordPolicy> as PasswordPolicy,
  { hash } as Partial<PasswordHasher> as PasswordHasher,
);

const failure = (code: string, constraint?: string) =>
  new QueryFailedError('INSERT', [], Object.assign(new Error('failed'), { code, constraint }));

beforeEach(() => {
  query.mockReset().mockResolvedValue([ROW]);
  hash.mockReset().mockResolvedValue('a hash');
  check.mockReset().mockReturnValue(null);
});

describe('RegistrationService', () => {
  it('writes once, with the canonical forms', async () => {
    expect(await service.register(ALICE)).toEqual({ id: 1, username: 'Alice', email: ALICE.email, isActive: true });
    expect(query).toHaveBeenCalledTimes(1);
    expect(query.mock.calls[0]?.[1]).toEqual(['Alice', 'alice', ALICE.email, 'alice@example.com', 'a hash']);
    expect(hash).toHaveBeenCalledTimes(1);
  });

  it('asks the policy before it hashes, and tells it the names', async () => {
    check.mockReturnValue({ code: 'password_too_short', reason: 'Must have at least 8 characters' });
    await expect(service.register(ALICE)).rejects.toThrow(PasswordRefusedError);
    expect(check).toHaveBeenCalledWith(ALICE.password, ['Alice', ALICE.email]);
    expect(hash).not.toHaveBeenCalled();
    expect(query).not.toHaveBeenCalled();
  });

  it('takes a violated unique index for a taken name', async () => {
    query.mockRejectedValue(failure('23505', 'ux_users_email_canonical'));
    await expect(service.register(ALICE)).rejects.toThrow(UsernameOrEmailTakenError);
    await expect(service.register(ALICE)).rejects.toThrow(/^Username or email already registered$/);
  });

  it.each([
    ['a duplicate id', failure('23505', 'users_pkey')],
    ['another constraint', failure('23502')],
    ['any other error', new Error('a bug')],
  ])('passes on %s', async (_what, error) => {
    query.mockRejectedValue(error);
    await expect(service.register(ALICE)).rejects.toBe(error);
  });

  it('says when the database is out of reach', async () => {
    query.mockRejectedValue(failure('57P01'));
    await expect(service.register(ALICE)).rejects.toThrow(ServiceUnavailableError);
  });
});
