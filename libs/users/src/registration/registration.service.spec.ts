import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Accounts, type PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import type { DomainEvents, PasswordPolicy } from '@portcullis/auth/spi';
import { Database, DatabaseAdapter, type RunStatement, type Row } from '@portcullis/database';
import { PostgresAccountStore } from '../account/postgres.account.store.js';
import { PasswordRefusedError, UsernameOrEmailTakenError } from './registration.error.js';
import { RegistrationService } from './registration.service.js';

const ALICE = { username: 'Alice', email: 'Alice@Example.com', password: 'an unlikely passphrase' };
const ROW = {
  id: 1,
  username: 'Alice',
  email: 'Alice@Example.com',
  email_verified: false,
  is_active: true,
  roles: '[]',
};

const query = jest.fn<(sql: string, parameters: readonly unknown[]) => Promise<readonly Row[]>>();
const hash = jest.fn<PasswordHasher['hash']>();
const check = jest.fn<PasswordPolicy['check']>();

class FakeAdapter extends DatabaseAdapter {
  readonly run: RunStatement = ({ text, values }) => query(text, values);
  transaction = <T>(work: (run: RunStatement) => Promise<T>) => work(this.run);
  within = () => this.run;
}

const database = new Database(new FakeAdapter());
const service = new RegistrationService(
  database,
  new Accounts(new PostgresAccountStore(database), { follow: async () => undefined }, {
    publishWithin: async () => undefined,
  } as Partial<DomainEvents> as DomainEvents),
  { check } as Partial<PasswordPolicy> as PasswordPolicy,
  { hash } as Partial<PasswordHasher> as PasswordHasher,
);

/** No user has the name yet, and the INSERT ends like this. */
function answering(insert: () => readonly Row[]): void {
  query.mockReset().mockImplementation(async (sql) => (sql.includes('INTO users') ? insert() : []));
}

function failing(error: Error): void {
  answering(() => {
    throw error;
  });
}

const failure = (code: string, constraint?: string) => Object.assign(new Error('failed'), { code, constraint });

beforeEach(() => {
  answering(() => [ROW]);
  hash.mockReset().mockResolvedValue('a hash');
  check.mockReset().mockResolvedValue(null);
});

describe('RegistrationService', () => {
  it('writes the names as typed, with the canonical forms', async () => {
    expect(await service.register(ALICE)).toEqual({
      id: 1,
      username: 'Alice',
      email: ALICE.email,
      emailVerified: false,
      isActive: true,
      roles: [],
    });
    const inserted = query.mock.calls.filter(([sql]) => sql.includes('INTO users'));
    expect(inserted.map(([, values]) => values)).toEqual([
      ['Alice', 'alice', ALICE.email, 'alice@example.com', false, 'a hash', []],
    ]);
    expect(hash).toHaveBeenCalledTimes(1);
  });

  it('hashes before it looks a name up, so that a full room is answered alike for taken and free names', async () => {
    query.mockResolvedValue([{}]);
    await expect(service.register(ALICE)).rejects.toThrow(UsernameOrEmailTakenError);
    expect(query.mock.calls.map(([, parameters]) => parameters)).toEqual([['alice', 'alice@example.com']]);
    query.mockClear();
    hash.mockRejectedValue(new ServiceUnavailableError());
    await expect(service.register(ALICE)).rejects.toThrow(ServiceUnavailableError);
    expect(query).not.toHaveBeenCalled();
  });

  it('spends one hash on a burst for one name', async () => {
    const burst = Array.from({ length: 50 }, (_, index) =>
      service.register({ ...ALICE, email: `${index}@example.com` }),
    );
    const outcomes = await Promise.allSettled(burst);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(hash).toHaveBeenCalledTimes(1);
  });

  it('asks the policy before it hashes, and tells it the names', async () => {
    check.mockResolvedValue({ code: 'password_too_short', reason: 'Must have at least 8 characters' });
    await expect(service.register(ALICE)).rejects.toThrow(PasswordRefusedError);
    expect(check).toHaveBeenCalledWith(ALICE.password, ['Alice', ALICE.email]);
    expect(hash).not.toHaveBeenCalled();
    expect(query).not.toHaveBeenCalled();
  });

  it('takes a violated unique index for a taken name', async () => {
    failing(failure('23505', 'ux_users_email_canonical'));
    await expect(service.register(ALICE)).rejects.toThrow(UsernameOrEmailTakenError);
    await expect(service.register(ALICE)).rejects.toThrow(/^Username or email already registered$/);
  });

  it.each([
    ['a duplicate id', failure('23505', 'users_pkey')],
    ['another constraint', failure('23502')],
    ['any other error', new Error('a bug')],
  ])('passes on %s', async (_what, error) => {
    failing(error);
    await expect(service.register(ALICE)).rejects.toBe(error);
  });

  it('says when the database is out of reach', async () => {
    failing(failure('57P01'));
    await expect(service.register(ALICE)).rejects.toThrow(ServiceUnavailableError);
  });
});
