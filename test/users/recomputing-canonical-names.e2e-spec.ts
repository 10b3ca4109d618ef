import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { PostgresUserRepository } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { step } from './migration-step.js';

/** A row as an earlier version stored it, and its form after the migration. */
interface Account {
  readonly id: number;
  readonly username: string;
  readonly earlier: string;
  readonly now: string;
}

const ACCOUNTS: readonly Account[] = [
  { id: 1, username: 'Bob', earlier: 'bob', now: 'bob' },
  // Registered before the user with the same canonical name.
  { id: 2, username: 'Alice\uFE0F', earlier: 'alice\uFE0F', now: 'Alice\uFE0F' },
  { id: 3, username: 'Alice', earlier: 'alice', now: 'alice' },
  { id: 4, username: 'İbrahim', earlier: 'i\u0307brahim', now: 'ibrahim' },
  { id: 5, username: 'Mi\u034Fke', earlier: 'mi\u034Fke', now: 'mike' },
  { id: 6, username: 'mi\u3164ke', earlier: 'mi\u1160ke', now: 'mi\u3164ke' },
  // Twins of an adopted table.
  { id: 7, username: 'carol', earlier: 'carol', now: 'carol' },
  { id: 8, username: 'CAROL', earlier: 'CAROL', now: 'CAROL' },
  // Its twin was deleted.
  { id: 9, username: 'DAVE', earlier: 'DAVE', now: 'dave' },
];

const ADDRESSES: readonly Account[] = [
  { id: 20, username: 'u@exämple.com', earlier: 'u@exämple.com', now: 'u@exämple.com' },
  { id: 21, username: 'u@xn--exmple-cua.com', earlier: 'u@xn--exmple-cua.com', now: 'u@xn--exmple-cua.com' },
  { id: 22, username: 'V@Exämple.com', earlier: 'v@exämple.com', now: 'v@xn--exmple-cua.com' },
  // The two swap their forms.
  { id: 23, username: 'w@straße.de', earlier: 'w@strasse.de', now: 'w@xn--strae-oqa.de' },
  { id: 24, username: 'W@strasse.de', earlier: 'W@strasse.de', now: 'w@strasse.de' },
  { id: 25, username: 'no address at all', earlier: 'no address at all', now: 'no address at all' },
];

describe('the migration that recomputes canonical names', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
    await step(database.url, 'CreateOrAdoptUsers', 'up');
    await step(database.url, 'AddRoles', 'up');
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function store(accounts: readonly Account[], named: 'username' | 'email'): Promise<void> {
    const other = named === 'username' ? 'email' : 'username';
    for (const { id, username, earlier } of accounts) {
      await dataSource.query(
        `INSERT INTO users (id, ${named}, ${named}_canonical, ${other}, ${other}_canonical)
         VALUES ($1, $2, $3, $4::text, $4::text)`,
        [id, username, earlier, `other-${id}`],
      );
    }
  }

  function formsOf(named: 'username' | 'email'): Promise<unknown> {
    return dataSource.query(`SELECT id, ${named}_canonical AS form FROM users ORDER BY id`);
  }

  it('keeps every account reachable by its registered name, and by no other user’s name', async () => {
    await store(ACCOUNTS, 'username');
    await step(database.url, 'RecomputeCanonicalNames', 'up');
    expect(await formsOf('username')).toEqual(ACCOUNTS.map(({ id, now }) => ({ id, form: now })));
    await step(database.url, 'AddEmailVerified', 'up');
    const users = new PostgresUserRepository(new Database(typeOrmAdapter(dataSource)), {});
    for (const { id, username } of ACCOUNTS) {
      expect(await users.findByUsername(username)).toMatchObject({ user: { id, username } });
    }
    for (const spelling of ['ibrahim', 'İBRAHİM', 'IBRAHIM', '\u0131brahim']) {
      expect(await users.findByUsername(spelling)).toMatchObject({ user: { id: 4 } });
    }
    expect(await users.findByUsername('aLICE')).toMatchObject({ user: { id: 3 } });
  });

  it('gives both spellings of a domain one form, and domains of different owners different forms', async () => {
    await store(ADDRESSES, 'email');
    await step(database.url, 'RecomputeCanonicalNames', 'up');
    expect(await formsOf('email')).toEqual(ADDRESSES.map(({ id, now }) => ({ id, form: now })));
  });

  it('keeps a form unique from then on', async () => {
    await store(ACCOUNTS, 'username');
    await step(database.url, 'RecomputeCanonicalNames', 'up');
    const again = dataSource.query(
      `INSERT INTO users (id, username, username_canonical, email, email_canonical) VALUES (99, 'x', 'ibrahim', 'x', 'x')`,
    );
    await expect(again).rejects.toThrow('ux_users_username_canonical');
  });

  it('does not rewrite rows whose form stays the same', async () => {
    await store(ACCOUNTS, 'username');
    const versions = () => dataSource.query(`SELECT xmin::text FROM users WHERE id IN (1, 3, 7) ORDER BY id`);
    const before = await versions();
    await step(database.url, 'RecomputeCanonicalNames', 'up');
    expect(await versions()).toEqual(before);
  });

  it('can be reverted', async () => {
    await store(ACCOUNTS.slice(0, 5), 'username');
    const before = await formsOf('username');
    await step(database.url, 'RecomputeCanonicalNames', 'up');
    expect(await formsOf('username')).not.toEqual(before);
    await step(database.url, 'RecomputeCanonicalNames', 'down');
    expect(await formsOf('username')).toEqual(before);
  });
});
