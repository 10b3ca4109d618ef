import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/database/migrate.js';
import { MIGRATIONS } from '../support/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SEED_TABLE, withClient } from './seed-table.js';

const INSTANCES = 5;

describe('five instances that start together', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  const startAll = () => Promise.all(Array.from({ length: INSTANCES }, () => migrate(database.url)));

  it('all start on an empty database, which is migrated once', async () => {
    const migrated = await startAll();
    expect(migrated.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
    await withClient(database.url, async (client) => {
      expect((await client.query('SELECT count(*)::int FROM portcullis_migrations')).rows).toEqual([
        { count: MIGRATIONS.length },
      ]);
      expect((await client.query('SELECT count(*)::int FROM users')).rows).toEqual([{ count: 0 }]);
    });
  });

  it('migrate once even if the database sets another lock_timeout and isolation level', async () => {
    await withClient(database.url, async (client) => {
      const name = new URL(database.url).pathname.slice(1);
      await client.query(`ALTER DATABASE ${name} SET lock_timeout = '1ms'`);
      await client.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    });
    const migrated = await startAll();
    expect(migrated.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('adopt an old table once', async () => {
    await withClient(database.url, async (client) => {
      await client.query(SEED_TABLE);
      await client.query(
        `INSERT INTO users (username, email, hashed_password) VALUES ('Alice', 'a@b.example', 'hash')`,
      );
      const migrated = await startAll();
      expect(migrated.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
      expect((await client.query('SELECT username_canonical FROM users')).rows).toEqual([
        { username_canonical: 'alice' },
      ]);
    });
  });

  it('all wait for the lock, and release it when a migration fails', async () => {
    await withClient(database.url, (client) => client.query('CREATE TABLE users (id uuid)'));
    const outcomes = await Promise.allSettled(Array.from({ length: INSTANCES }, () => migrate(database.url)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: INSTANCES }, () => 'rejected'));
    await withClient(database.url, async (client) => {
      const { rows } = await client.query(
        `SELECT count(*)::int FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE mode = 'ShareRowExclusiveLock' AND datname = current_database()`,
      );
      expect(rows).toEqual([{ count: 0 }]);
    });
  });
});
