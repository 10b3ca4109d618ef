import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@portcullis/auth/spi';
import { PostgresBudgetStore } from '@portcullis/limits';
import { PostgresSessionStore } from '@portcullis/sessions';
import { PostgresUserRepository } from '@portcullis/users';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MIGRATIONS } from '../support/migrations.js';
import { SEED_TABLE, shapeOf, withClient } from '../users/seed-table.js';

/** Selects the columns, constraints, indexes and comments of all tables. */
const CATALOGS = [
  `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
   WHERE table_schema = 'public' ORDER BY 1, 2`,
  `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
  `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`,
  'SELECT description FROM pg_description WHERE objoid >= 16384 ORDER BY 1',
];

describe('TypeORM, when a host compares its entities with the database', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  async function withDataSource<T>(
    work: (dataSource: DataSource) => Promise<T>,
    options: Partial<DataSourceOptions> = {},
  ): Promise<T> {
    const all = { ...dataSourceOptions(database.url), ...options } as DataSourceOptions;
    const dataSource = await new DataSource(all).initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  const differences = () =>
    withDataSource(async (dataSource) => {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query);
    });

  it('generates nothing after the migrations', async () => {
    await migrate(database.url);
    expect(await differences()).toEqual([]);
  });

  it('generates nothing for an adopted table', async () => {
    await withClient(database.url, (client) => client.query(SEED_TABLE));
    await migrate(database.url);
    expect(await differences()).toEqual([]);
  });

  it('drops nothing when it synchronizes', async () => {
    await migrate(database.url);
    await withClient(database.url, async (client) => {
      const shape = async () => [
        await shapeOf(client),
        ...(await Promise.all(CATALOGS.map((sql) => client.query(sql)))),
      ];
      const before = JSON.stringify(await shape());
      await withDataSource((dataSource) => dataSource.synchronize());
      expect(JSON.stringify(await shape())).toBe(before);
    });
  });

  it.each(['none', 'each', 'all'] as const)('migrates an existing table in the transaction mode %s', async (mode) => {
    const options = { migrations: MIGRATIONS, migrationsTransactionMode: mode } as Partial<DataSourceOptions>;
    await withClient(database.url, (client) => client.query(SEED_TABLE));
    await withDataSource((dataSource) => dataSource.runMigrations(), options);
    expect(await differences()).toEqual([]);
  });

  it('leaves a refused table unchanged, even without a transaction of TypeORM', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD roles integer`);
      const options = { migrations: MIGRATIONS, migrationsTransactionMode: 'none' } as Partial<DataSourceOptions>;
      await expect(withDataSource((dataSource) => dataSource.runMigrations(), options)).rejects.toThrow('"roles"');
      const { rows } = await client.query(`SELECT roles FROM users`);
      expect(rows).toEqual([]);
    });
  });

  it('works in a schema of the search_path', async () => {
    await withClient(database.url, (client) => client.query('CREATE SCHEMA auth'));
    const options = { schema: 'auth', migrations: MIGRATIONS, extra: { options: '-c search_path=auth' } };
    await withDataSource(async (dataSource) => {
      await dataSource.runMigrations();
      expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
      expect(await new PostgresUserRepository(dataSource, {}).findBySubject('1')).toBeNull();
      expect(await new PostgresSessionStore(dataSource, new SystemClock()).isAlive(randomUUID())).toBe(false);
    }, options);
  });

  it.each([
    ['a schema outside the search_path', { schema: 'auth' }, 'search_path=auth'],
    ['a prefix', { entityPrefix: 'app_' }, 'without entityPrefix'],
  ])('is refused with %s, with a message that says what to change', async (_what, options, advice) => {
    await withClient(database.url, (client) => client.query('CREATE SCHEMA auth'));
    await withDataSource(
      async (dataSource) => {
        await expect(dataSource.runMigrations()).rejects.toThrow(advice);
        expect(await dataSource.query(`SELECT FROM pg_class WHERE relname IN ('users', 'sessions')`)).toEqual([]);
        expect(() => new PostgresUserRepository(dataSource, {})).toThrow(advice);
        expect(() => new PostgresSessionStore(dataSource, new SystemClock())).toThrow(advice);
        expect(() => new PostgresBudgetStore(dataSource)).toThrow(advice);
      },
      { ...options, migrations: MIGRATIONS },
    );
  });
});
