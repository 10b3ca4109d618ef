import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { PostgresUserRepository, usersMigrations } from '@portcullis/users';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../support/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { step } from './migration-step.js';
import { passlibHash, SEED_TABLE, shapeOf, withClient } from './seed-table.js';

/** A table of 5,000 users, some of whose names differ by letter case alone. */
const USERS = [
  { id: 3, username: 'Alice', email: 'Alice@Example.com', active: true },
  { id: 5, username: 'alice', email: 'alice@example.com', active: true },
  { id: 6, username: 'ALICE', email: 'ALICE@EXAMPLE.COM', active: false },
  { id: 8, username: 'Bob', email: 'Bob@Example.com', active: true },
  { id: 9, username: 'BOB', email: 'BOB@example.com', active: true },
  { id: 12, username: '\u212Aelvin', email: 'kelvin@example.com', active: null },
  { id: 13, username: 'kelvin', email: 'kelvin@example.org', active: true },
  ...Array.from({ length: 4_993 }, (_, index) => ({
    id: 100 + index,
    username: `Person ${index}`,
    email: `Person.${index}@Example.com`,
    active: index % 10 === 0 ? null : index % 3 > 0,
  })),
];

let database: TestDatabase;
let dataSource: DataSource;
let users: PostgresUserRepository;

async function fillSeedTable(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(SEED_TABLE);
    await client.query('ALTER TABLE users ADD nickname text');
    await client.query(
      `INSERT INTO users (id, username, email, hashed_password, is_active, created_at, nickname)
       SELECT *, '2020-02-02T02:02:02Z', 'nick of ' || (a).id
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bool[]) AS a (id, username, email, hash, active)`,
      [
        USERS.map(({ id }) => id),
        USERS.map(({ username }) => username),
        USERS.map(({ email }) => email),
        USERS.map(({ id }) => passlibHash(id)),
        USERS.map(({ active }) => active),
      ],
    );
    await client.query(`SELECT setval('users_id_seq', 9000)`);
  });
}

describe('adopting the table of the FastAPI service', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await fillSeedTable(database.url);
    expect(await migrate(database.url)).toEqual(MIGRATIONS.map(({ name }) => name));
    dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
    users = new PostgresUserRepository(new Database(typeOrmAdapter(dataSource)), {});
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('keeps every id, name, hash, time and foreign column', async () => {
    const rows = await dataSource.query(
      'SELECT id, username, email, hashed_password, created_at, nickname FROM users ORDER BY id',
    );
    expect(rows).toEqual(
      USERS.map(({ id, username, email }) => ({
        id,
        username,
        email,
        hashed_password: passlibHash(id),
        created_at: new Date('2020-02-02T02:02:02Z'),
        nickname: `nick of ${id}`,
      })),
    );
  });

  it('treats a NULL in is_active as inactive, as the old service did', async () => {
    const rows: { id: number }[] = await dataSource.query('SELECT id FROM users WHERE is_active ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(USERS.filter(({ active }) => active === true).map(({ id }) => id));
  });

  it('gives new rows the next id of the sequence, active by default, and allows them no password', async () => {
    const [row] = await dataSource.query(
      `INSERT INTO users (username, username_canonical, email, email_canonical)
       VALUES ('New', 'new', 'new@example.com', 'new@example.com') RETURNING id, is_active, email_verified, hashed_password`,
    );
    await dataSource.query('DELETE FROM users WHERE id = $1', [row.id]);
    expect(row).toEqual({ id: expect.any(Number), is_active: true, email_verified: false, hashed_password: null });
    expect(row.id).toBeGreaterThan(9000);
  });

  it('finds every user by the exact name, even if names differ by case alone', async () => {
    for (const { id, username } of USERS.slice(0, 60)) {
      const found = await users.findByUsername(username);
      expect(found).toMatchObject({ user: { id, username }, passwordHash: passlibHash(id) });
    }
  });

  it.each([
    ['aLiCe', 5, 'whose name is canonical already'],
    ['bob', 8, 'who registered first'],
    ['KELVIN', 13, 'whose name is canonical already'],
    ['pERSON 7', 107, 'the only one'],
  ])('finds by the other spelling "%s" the user with the id %i, %s', async (typed, id) => {
    expect(await users.findByUsername(typed)).toMatchObject({ user: { id } });
  });

  it('refuses a new user with a taken name', async () => {
    const taken = dataSource.query(
      `INSERT INTO users (username, username_canonical, email, email_canonical) VALUES ('aLICE', 'alice', 'x', 'x')`,
    );
    await expect(taken).rejects.toThrow('ux_users_username_canonical');
    const emails = await dataSource.query(`SELECT id, email_canonical FROM users WHERE id < 10 ORDER BY id`);
    expect(emails).toEqual([
      { id: 3, email_canonical: 'Alice@Example.com' },
      { id: 5, email_canonical: 'alice@example.com' },
      { id: 6, email_canonical: 'ALICE@EXAMPLE.COM' },
      { id: 8, email_canonical: 'bob@example.com' },
      { id: 9, email_canonical: 'BOB@example.com' },
    ]);
  });

  it('runs no migration at the next start', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });
});

describe('reverting the migrations', () => {
  let other: TestDatabase;

  beforeEach(async () => {
    other = await createTestDatabase();
  });

  afterEach(() => other.drop());

  async function revert(): Promise<void> {
    for (const { name } of usersMigrations.toReversed()) {
      await step(other.url, name, 'down');
    }
  }

  it('restores the shape of an adopted table, and keeps its rows', async () => {
    await withClient(other.url, async (client) => {
      await client.query(SEED_TABLE);
      await client.query(
        `INSERT INTO users (username, email, hashed_password) VALUES ('Alice', 'a@b.example', 'hash')`,
      );
      const before = await shapeOf(client);
      await migrate(other.url);
      expect(await shapeOf(client)).not.toEqual(before);
      await revert();
      expect(await shapeOf(client)).toEqual(before);
      expect((await client.query('SELECT id, username FROM users')).rows).toEqual([{ id: 1, username: 'Alice' }]);
    });
  });

  it('keeps settings of the old table, and users without a password', async () => {
    await withClient(other.url, async (client) => {
      await client.query(SEED_TABLE);
      await client.query('ALTER TABLE users ALTER is_active SET NOT NULL, ALTER is_active SET DEFAULT false');
      await migrate(other.url);
      await client.query(
        `INSERT INTO users (username, username_canonical, email, email_canonical) VALUES ('a', 'a', 'a@b', 'a@b')`,
      );
      await revert();
      const { columns } = (await shapeOf(client)) as { columns: { column_name: string }[] };
      expect(columns.map(({ column_name }) => column_name)).not.toContain('username_canonical');
      expect(columns).toContainEqual(
        expect.objectContaining({ column_name: 'is_active', is_nullable: 'NO', column_default: 'false' }),
      );
      expect(columns).toContainEqual(expect.objectContaining({ column_name: 'hashed_password', is_nullable: 'YES' }));
    });
  });

  it('drops a table that the migration made', async () => {
    await migrate(other.url);
    await revert();
    await withClient(other.url, async (client) => {
      expect((await client.query(`SELECT to_regclass('users') AS users`)).rows).toEqual([{ users: null }]);
    });
  });
});
