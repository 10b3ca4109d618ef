import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { step } from './migration-step.js';
import { SEED_TABLE, shapeOf, withClient } from './seed-table.js';

/** The column of the second migration in PostgreSQL's catalogue. */
const ROLES_COLUMN = { column_name: 'roles', data_type: 'ARRAY', is_nullable: 'NO', column_default: "'{}'::text[]" };

describe('adding roles', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  async function columnOf(client: Client): Promise<unknown> {
    const { columns } = (await shapeOf(client)) as { columns: { column_name: string }[] };
    return columns.find(({ column_name }) => column_name === 'roles');
  }

  it('gives existing users of the service’s own table none, and can be reverted', async () => {
    await withClient(database.url, async (client) => {
      await step(database.url, 'CreateOrAdoptUsers', 'up');
      await client.query(
        `INSERT INTO users (username, username_canonical, email, email_canonical) VALUES ('a', 'a', 'a@b', 'a@b')`,
      );
      const before = [await shapeOf(client), await commentOn(client)];
      await step(database.url, 'AddRoles', 'up');
      expect(await columnOf(client)).toMatchObject(ROLES_COLUMN);
      expect((await client.query('SELECT roles FROM users')).rows).toEqual([{ roles: [] }]);
      await step(database.url, 'AddRoles', 'down');
      expect([await shapeOf(client), await commentOn(client)]).toEqual(before);
    });
  });

  it('lets the old service go on registering users, without roles', async () => {
    await withClient(database.url, async (client) => {
      await client.query(SEED_TABLE);
      await migrate(database.url);
      await client.query(
        'ALTER TABLE users ALTER username_canonical DROP NOT NULL, ALTER email_canonical DROP NOT NULL',
      );
      await client.query(`INSERT INTO users (username, email, hashed_password) VALUES ('a', 'a@b', '')`);
      expect((await client.query('SELECT roles FROM users')).rows).toEqual([{ roles: [] }]);
    });
  });

  it('keeps the roles of an adopted table, and replaces NULL by an empty list', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD roles text[]`);
      await client.query(
        `INSERT INTO users (username, email, hashed_password, roles)
         VALUES ('a', 'a@b', '', '{admin,clerk}'), ('b', 'b@b', '', '{}'), ('c', 'c@b', '', NULL)`,
      );
      const before = await shapeOf(client);
      await migrate(database.url);
      expect(await columnOf(client)).toMatchObject(ROLES_COLUMN);
      const rows = [{ roles: ['admin', 'clerk'] }, { roles: [] }, { roles: [] }];
      expect((await client.query('SELECT roles FROM users ORDER BY id')).rows).toEqual(rows);
      await step(database.url, 'AddEmailVerified', 'down');
      await step(database.url, 'AddRoles', 'down');
      await step(database.url, 'CreateOrAdoptUsers', 'down');
      expect(await shapeOf(client)).toEqual(before);
      expect((await client.query('SELECT roles FROM users ORDER BY id')).rows).toEqual(rows);
    });
  });

  it('keeps an existing default and constraint', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD roles text[] NOT NULL DEFAULT '{reader}'`);
      await migrate(database.url);
      const own = { ...ROLES_COLUMN, column_default: "'{reader}'::text[]" };
      expect(await columnOf(client)).toMatchObject(own);
      await step(database.url, 'AddRoles', 'down');
      expect(await columnOf(client)).toMatchObject(own);
    });
  });

  it('changes nothing when reverted if the comment with its record is lost', async () => {
    await withClient(database.url, async (client) => {
      await migrate(database.url);
      await client.query(`COMMENT ON COLUMN users.username_canonical IS 'overwritten'`);
      await step(database.url, 'AddRoles', 'down');
      expect(await columnOf(client)).toMatchObject(ROLES_COLUMN);
    });
  });
});

async function commentOn(client: Client): Promise<unknown> {
  const { rows } = await client.query(
    `SELECT col_description(attrelid, attnum) AS comment FROM pg_attribute
     WHERE attrelid = 'users'::regclass AND attname = 'username_canonical'`,
  );
  return rows;
}
