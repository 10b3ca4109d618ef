import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountTakenError, type AccountWriter, BY_SERVICE, SystemClock } from '@portcullis/auth/spi';
import { Database, type DatabaseTransaction, pgAdapter, type Query } from '@portcullis/database';
import { type RegisteredUser, ReservedUsernamePurge, UsernameOrEmailTakenError } from '@portcullis/users';
import { Pool } from 'pg';
import { ReservedUsernames } from '../../libs/users/src/account/reserved-usernames.js';
import { checkedUsersOptions } from '../../libs/users/src/users.module-definition.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { accountsOf, registrationsOf } from './accounts.js';

const MONTH = { seconds: 30 * 86_400 };

/** The statements of this database that wait for another transaction. */
const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Writes a name without the statement that refuses a reserved one. */
class WithoutRefusal extends Database {
  override transaction<T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> {
    return super.transaction((transaction) => {
      const query: Query = (sql, parameters) =>
        sql.includes('INTO {reserved_usernames}') ? Promise.resolve([]) : transaction.query(sql, parameters);
      return work({ query, afterCommit: (task) => transaction.afterCommit(task) });
    });
  }
}

/** So that only the username can be taken. */
const newAddress = () => `${randomUUID()}@example.com`;

describe('a username that is reserved', () => {
  let database: TestDatabase;
  let pool: Pool;
  let port: Database;
  let id: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    pool = new Pool({ connectionString: database.url });
    port = new Database(pgAdapter(pool));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE users, reserved_usernames');
    ({ id } = await register('Alice'));
  });

  const rows = async (sql: string) => (await pool.query(sql)).rows as Record<string, unknown>[];
  const change = <T>(work: (writer: AccountWriter<RegisteredUser>) => Promise<T>) =>
    accountsOf(port).change(BY_SERVICE, work);
  const create = (username: string, through = port) =>
    accountsOf(through).change(BY_SERVICE, (writer) =>
      writer.create({ username, email: newAddress(), passwordHash: null }),
    );
  const rename = (username: string, to: string) => change((writer) => writer.setUsername({ username }, to));

  function register(username: string): Promise<RegisteredUser> {
    const password = 'an unlikely passphrase';
    return registrationsOf(port).register({ username, email: newAddress(), password });
  }

  /** Alice gives her name up for another one, to which she alone may return. */
  const giveUp = (reservation: typeof MONTH | { forever: true } = MONTH) =>
    change(async (writer) => {
      await writer.setUsername({ id }, 'Carol');
      await writer.reserveUsername('Alice', { ...reservation, userId: id });
    });

  const expire = () => pool.query(`UPDATE reserved_usernames SET reserved_until = now() - interval '1 second'`);

  it.each(['Alice', 'aLICE', 'ａｌｉｃｅ'])('is taken for others: %s', async (spelling) => {
    await giveUp();
    await create('bob');
    await expect(register(spelling)).rejects.toThrow(UsernameOrEmailTakenError);
    const taken = { name: AccountTakenError.name, member: 'username' };
    await expect(create(spelling)).rejects.toMatchObject(taken);
    await expect(rename('bob', spelling)).rejects.toMatchObject(taken);
    expect(await rows('SELECT username FROM users ORDER BY id')).toEqual([{ username: 'Carol' }, { username: 'bob' }]);
  });

  it('can be taken back by its earlier owner, and given up again', async () => {
    await giveUp();
    expect(await rename('Carol', 'ALICE')).toMatchObject({ id, username: 'ALICE' });
    await expect(register('alice')).rejects.toThrow(UsernameOrEmailTakenError);
    await giveUp();
    await expect(register('alice')).rejects.toThrow(UsernameOrEmailTakenError);
    expect(await rename('Carol', 'Alice')).toMatchObject({ id });
  });

  it('is taken for every user after the deletion of its account', async () => {
    await change(async (writer) => {
      await writer.delete({ id });
      await writer.reserveUsername('Alice', { forever: true });
    });
    await expect(register('alice')).rejects.toThrow(UsernameOrEmailTakenError);
    expect(await rows(`SELECT reserved_until = 'infinity' AS forever FROM reserved_usernames`)).toEqual([
      { forever: true },
    ]);
  });

  it('is free when the reservation has expired', async () => {
    await giveUp();
    await expire();
    const { id: next } = await register('alice');
    await change(async (writer) => {
      await writer.setUsername({ id: next }, 'dave');
      await writer.reserveUsername('alice', { ...MONTH, userId: next });
    });
    await expect(rename('Carol', 'alice')).rejects.toThrow(AccountTakenError);
    expect(await rename('dave', 'alice')).toMatchObject({ id: next });
  });

  it('stays reserved at least as long as an earlier reservation says', async () => {
    await giveUp({ forever: true });
    await rename('Carol', 'Alice');
    await giveUp({ seconds: 1 });
    expect(await rows(`SELECT reserved_until = 'infinity' AS forever FROM reserved_usernames`)).toEqual([
      { forever: true },
    ]);
  });

  it('is not reserved if the change is rolled back', async () => {
    const failed = change(async (writer) => {
      await writer.delete({ id });
      await writer.reserveUsername('Alice', MONTH);
      throw new Error('the work failed');
    });
    await expect(failed).rejects.toThrow('the work failed');
    expect(await rows('SELECT FROM reserved_usernames')).toEqual([]);
  });

  it('is not created by a caller that ignores the error, because the transaction is over', async () => {
    await giveUp();
    const ignoring = change(async (writer) => {
      const attempt = writer.create({ username: 'alice', email: newAddress(), passwordHash: null });
      await attempt.catch(() => undefined);
      await writer.find({ id });
    });
    await expect(ignoring).rejects.toThrow();
    expect(await rows('SELECT FROM users')).toHaveLength(1);
  });

  it('leaves the spelling of a name to its owner', async () => {
    await change((writer) => writer.reserveUsername('Alice', { forever: true }));
    expect(await rename('Alice', 'ALICE')).toMatchObject({ id, username: 'ALICE' });
  });

  describe('by a transaction that is still open', () => {
    const renames = async (writer: AccountWriter<RegisteredUser>) => {
      await writer.setUsername({ id }, 'Carol');
      await writer.reserveUsername('Alice', { ...MONTH, userId: id });
    };
    const deletes = async (writer: AccountWriter<RegisteredUser>) => {
      await writer.delete({ id });
      await writer.reserveUsername('Alice', MONTH);
    };

    /** The outcome of creating the account `alice` in a transaction that waits for the one that gives the name up. */
    async function creationDuring(work: typeof renames, through = port): Promise<string> {
      const [giver, taker] = [await pool.connect(), await pool.connect()];
      try {
        await giver.query('BEGIN');
        await port.within(giver, () => change(work));
        await taker.query('BEGIN');
        const created = through
          .within(taker, () => create('alice', through))
          .then(
            () => 'created',
            ({ name }: Error) => name,
          );
        await eventually(async () => (await rows(WAITING)).length > 0, 30_000);
        await giver.query('COMMIT');
        const outcome = await created;
        await taker.query('COMMIT');
        return outcome;
      } finally {
        giver.release(true);
        taker.release(true);
      }
    }

    it.each([
      ['renames its account', renames],
      ['deletes its account', deletes],
    ])('is not had by an account that waits for the transaction that %s', async (_what, work) => {
      expect(await creationDuring(work)).toBe(AccountTakenError.name);
      expect(await rows(`SELECT FROM users WHERE username_canonical = 'alice'`)).toEqual([]);
    });

    it('would be had by it without the statement that refuses a reserved name', async () => {
      expect(await creationDuring(renames, new WithoutRefusal(pgAdapter(pool)))).toBe('created');
    });

    it('is never had by one of many registrations at once', async () => {
      const registrations = Array.from({ length: 20 }, () => register('alice'));
      const outcomes = await Promise.allSettled([giveUp(), ...registrations]);
      expect(outcomes.slice(1).every(({ status }) => status === 'rejected')).toBe(true);
      const others = await rows(`SELECT username FROM users WHERE username_canonical = 'alice' AND id <> ${id}`);
      expect(others).toEqual([]);
    });
  });

  it('is deleted some time after it has expired', async () => {
    await pool.query(
      `INSERT INTO reserved_usernames SELECT 'name ' || n, NULL, now() - interval '1 minute' FROM generate_series(1, 700) AS n`,
    );
    await giveUp();
    const purge = new ReservedUsernamePurge(checkedUsersOptions({}), new ReservedUsernames(port, new SystemClock()));
    expect(await purge.purge()).toBe(700);
    expect(await rows('SELECT username_canonical AS name FROM reserved_usernames')).toEqual([{ name: 'alice' }]);
  });

  it('expires by the clock of the application, if it has one', async () => {
    await giveUp();
    const later = { now: () => Date.now() + 31 * 86_400_000 };
    const reserved = new ReservedUsernames(port, later);
    await port.transaction(({ query }) => reserved.refuse('Alice', 0, query));
    expect(await reserved.purge(10)).toBe(1);
  });
});
