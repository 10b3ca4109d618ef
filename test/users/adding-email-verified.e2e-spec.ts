import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { step } from './migration-step.js';
import { SEED_TABLE, shapeOf, withClient } from './seed-table.js';

const EARLIER = ['CreateOrAdoptUsers', 'AddRoles', 'RecomputeCanonicalNames', 'MoveMigrationRecord'];

/** The column in PostgreSQL's catalogue. */
const COLUMN = { column_name: 'email_verified', data_type: 'boolean', is_nullable: 'NO', column_default: 'false' };

describe('adding email_verified', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const up = (name: string) => step(database.url, name, 'up');
  const down = (name: string) => step(database.url, name, 'down');

  async function columnOf(client: Client): Promise<unknown> {
    const { columns } = (await shapeOf(client)) as { columns: { column_name: string }[] };
    return columns.find(({ column_name }) => column_name === COLUMN.column_name);
  }

  it('makes existing users unverified, and can be reverted', async () => {
    await withClient(database.url, async (client) => {
      for (const name of EARLIER) {
        await up(name);
      }
      await client.query(
        `INSERT INTO users (username, username_canonical, email, email_canonical) VALUES ('a', 'a', 'a@b', 'a@b')`,
      );
      const before = [await shapeOf(client), await commentsIn(client)];
      await up('AddEmailVerified');
      expect(await columnOf(client)).toMatchObject(COLUMN);
      expect((await client.query('SELECT email_verified FROM users')).rows).toEqual([{ email_verified: false }]);
      await down('AddEmailVerified');
      expect([await shapeOf(client), await commentsIn(client)]).toEqual(before);
    });
  });

  it('lets an instance of an earlier version register users, who are unverified', async () => {
    await withClient(database.url, async (client) => {
      await migrate(database.url);
      await client.query(
        `INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password, roles)
         VALUES ('a', 'a', 'a@b', 'a@b', '', '{}')`,
      );
      expect((await client.query('SELECT email_verified FROM users')).rows).toEqual([{ email_verified: false }]);
    });
  });

  it('keeps the values of an adopted table, and makes NULL false', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD email_verified boolean`);
      await client.query(
        `INSERT INTO users (username, email, hashed_password, email_verified)
         VALUES ('a', 'a@b', '', true), ('b', 'b@b', '', false), ('c', 'c@b', '', NULL)`,
      );
      const before = await shapeOf(client);
      await migrate(database.url);
      expect(await columnOf(client)).toMatchObject(COLUMN);
      const rows = [true, false, false].map((email_verified) => ({ email_verified }));
      const read = async () => (await client.query('SELECT email_verified FROM users ORDER BY id')).rows;
      expect(await read()).toEqual(rows);
      for (const name of ['AddEmailVerified', ...EARLIER.toReversed()]) {
        await down(name);
      }
      expect([await shapeOf(client), await read()]).toEqual([before, rows]);
    });
  });

  it('refuses a column of another type, and changes nothing', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD email_verified timestamptz`);
      const before = await shapeOf(client);
      await expect(migrate(database.url)).rejects.toThrow(
        'The column "email_verified" of the table "users" is timestamp with time zone and not boolean, and has not been ' +
          'changed. Rename it, or make it boolean.',
      );
      expect(await shapeOf(client)).toEqual(before);
    });
  });

  it('keeps the record of earlier migrations, even if the application comments on the column that had it', async () => {
    await withClient(database.url, async (client) => {
      for (const name of EARLIER) {
        await up(name);
      }
      await client.query(`COMMENT ON COLUMN users.username_canonical IS 'written by the application'`);
      const before = await commentsIn(client);
      await up('AddEmailVerified');
      await down('AddEmailVerified');
      expect(await commentsIn(client)).toEqual(before);
    });
  });
});

async function commentsIn(client: Client): Promise<unknown> {
  const { rows } = await client.query(
    `SELECT description::text FROM pg_description WHERE objoid >= 16384 ORDER BY description`,
  );
  return rows;
}
