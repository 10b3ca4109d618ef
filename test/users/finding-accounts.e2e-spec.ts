import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Accounts } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { Database, type DatabaseAdapter, pgAdapter } from '@portcullis/database';
import type { RegisteredUser } from '@portcullis/users';
import { Pool } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { accountsOf } from './accounts.js';

describe('finding an account by its e-mail address', () => {
  let database: TestDatabase;
  let pool: Pool;
  let accounts: Accounts<RegisteredUser>;
  let run: jest.SpiedFunction<DatabaseAdapter['run']>;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    pool = new Pool({ connectionString: database.url });
    const adapter = pgAdapter(pool);
    run = jest.spyOn(adapter, 'run');
    accounts = accountsOf(new Database(adapter));
    const ada = { username: 'ada', email: 'Ada.L@Bücher.example', emailVerified: true, passwordHash: 'a hash' };
    await accounts.change(BY_SERVICE, (writer) => writer.create(ada));
    // Addresses that differ by letter case alone, as an adopted table may have them.
    await pool.query(
      `INSERT INTO users (username, username_canonical, email, email_canonical) VALUES
        ('bob', 'bob', 'Bob@example.com', 'Bob@example.com'), ('rob', 'rob', 'bob@example.com', 'bob@example.com')`,
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => {
    run.mockClear();
  });

  it.each([
    'Ada.L@Bücher.example',
    'ada.l@bücher.example',
    'ADA.L@BÜCHER.EXAMPLE',
    'ada.l@xn--bcher-kva.example',
    'ADA.L@XN--BCHER-KVA.Example',
    'ada.l@Bu\u0308cher.example',
    'ａｄａ.l@bücher.example',
  ])('has one result for every spelling, by one statement: %s', async (email) => {
    expect(await accounts.find({ email })).toEqual({
      user: expect.objectContaining({ username: 'ada', email: 'Ada.L@Bücher.example' }),
      email: 'Ada.L@Bücher.example',
      emailVerified: true,
      passwordHash: 'a hash',
    });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['Bob@example.com', 'bob'],
    ['bob@example.com', 'rob'],
    ['BOB@example.com', 'rob'],
  ])('prefers the exact spelling: %s', async (email, username) => {
    expect(await accounts.find({ email })).toMatchObject({ user: { username } });
  });

  it.each(['ada.l@bucher.example', 'adal@bücher.example', 'ada.l', '@', '', '\uD800@example.com'])(
    'finds nothing by another address: %j',
    async (email) => expect(await accounts.find({ email })).toBeNull(),
  );

  it('locks the account until the end of a transaction, and not without one', async () => {
    const email = 'ADA.L@bücher.example';
    const unlocked = async () =>
      (await pool.query(`SELECT username FROM users WHERE username = 'ada' FOR UPDATE SKIP LOCKED`)).rows;
    await accounts.find({ email });
    expect(await unlocked()).toEqual([{ username: 'ada' }]);
    await accounts.change(BY_SERVICE, async (writer) => {
      await writer.find({ email });
      expect(await unlocked()).toEqual([]);
    });
    expect(await unlocked()).toEqual([{ username: 'ada' }]);
  });
});
