import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountTakenError, BY_SERVICE } from '@portcullis/auth/spi';
import { Database, migrate, pgAdapter, type TableNaming } from '@portcullis/database';
import { PostgresUserRepository, UserAdministration, UserDirectory, usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { accountsOf, registrationsOf } from './accounts.js';
import { step } from './migration-step.js';
import { SEED_TABLE } from './seed-table.js';

/** The host's own table, which has the plain name and another shape. */
const OWN_TABLE = 'CREATE TABLE users (id uuid PRIMARY KEY); CREATE INDEX ux_users_email_canonical ON users (id)';

describe.each<[string, TableNaming, string]>([
  ['a schema', { schema: 'auth' }, 'auth.users'],
  ['a prefix', { prefix: 'email_' }, 'email_users'],
  ['a schema and a prefix', { schema: 'auth', prefix: 'app_' }, 'auth.app_users'],
])('users in %s, beside a table of that name', (_what, naming, table) => {
  let testDatabase: TestDatabase;
  let pool: Pool;
  let database: Database;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    pool = new Pool({ connectionString: testDatabase.url });
    // Dropping the database ends connections that have not closed yet.
    pool.on('error', () => {});
    database = new Database(pgAdapter(pool), naming);
    await pool.query(OWN_TABLE);
  });
  afterEach(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  const createSeedTable = async () => {
    if (naming.schema !== undefined) {
      await pool.query(`CREATE SCHEMA ${naming.schema}`);
    }
    await pool.query(SEED_TABLE.replace(/(?<=TABLE |ON )users/g, table));
    await pool.query(`INSERT INTO ${table} (username, email, hashed_password) VALUES ('Alice', 'A@b.example', 'hash')`);
  };

  const revert = async () => {
    for (const { name } of usersMigrations.toReversed()) {
      await step(testDatabase.url, name, 'down', naming);
    }
  };

  it('work, and leave that table alone', async () => {
    expect(await migrate(database, usersMigrations)).toHaveLength(usersMigrations.length);
    const alice = { username: 'Alice', email: 'alice@example.com', password: 'an unlikely passphrase' };
    const { id } = await registrationsOf(database).register(alice);
    const admin = await new UserAdministration(accountsOf(database)).grant('alice', 'admin');
    const names = { username: 'Alice', email: 'alice@example.com' };
    expect(admin).toEqual({ id, ...names, emailVerified: false, isActive: true, roles: ['admin'] });
    const users = new PostgresUserRepository(database, {});
    expect(await users.findBySubject(String(id))).toEqual(admin);
    expect(await users.findByUsername('ALICE')).toEqual({ user: admin, passwordHash: 'a hash' });
    expect(await users.isUnchanged(admin, null)).toBe(true);
    expect(await new UserDirectory(database).list({ limit: 1, name: 'al' })).toEqual({ users: [admin], next: null });
    expect((await pool.query('SELECT * FROM public.users')).rows).toEqual([]);
  });

  it('tell which member of an account is taken', async () => {
    await migrate(database, usersMigrations);
    const accounts = accountsOf(database);
    const create = (username: string, email: string) =>
      accounts.change(BY_SERVICE, (writer) => writer.create({ username, email, passwordHash: null }));
    await create('alice', 'alice@example.com');
    const username = create('ALICE', 'bob@example.com');
    await expect(username).rejects.toMatchObject({ name: AccountTakenError.name, member: 'username' });
    const email = create('bob', 'Alice@example.com');
    await expect(email).rejects.toMatchObject({ name: AccountTakenError.name, member: 'email' });
    await pool.query(`SELECT setval('${table}_id_seq', 1, false)`);
    await expect(create('carol', 'carol@example.com')).rejects.toMatchObject({ code: '23505' });
  });

  it('adopt an existing table, and restore it', async () => {
    await createSeedTable();
    await migrate(database, usersMigrations);
    const users = new PostgresUserRepository(database, {});
    expect(await users.findByUsername('aLICE')).toMatchObject({ user: { id: 1, roles: [] }, passwordHash: 'hash' });
    await revert();
    const [row] = (await pool.query(`SELECT * FROM ${table}`)).rows as object[];
    expect(Object.keys(row!)).toEqual(['id', 'username', 'email', 'hashed_password', 'is_active', 'created_at']);
  });

  it('can be reverted', async () => {
    await migrate(database, usersMigrations);
    await revert();
    const { rows } = await pool.query(
      `SELECT to_regclass('${table}') AS ours, to_regclass('public.users')::text AS own`,
    );
    expect(rows).toEqual([{ ours: null, own: 'users' }]);
  });
});
