import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { typeOrmAdapter, typeOrmMigrations } from '@portcullis/database/typeorm';
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
    const options = {
      migrations: typeOrmMigrations(MIGRATIONS),
      migrationsTransactionMode: mode,
    } as Partial<DataSourceOptions>;
    await withClient(database.url, (client) => client.query(SEED_TABLE));
    await withDataSource((dataSource) => dataSource.runMigrations(), options);
    expect(await differences()).toEqual([]);
  });

  it('leaves a refused table unchanged, even without a transaction of TypeORM', async () => {
    await withClient(database.url, async (client) => {
      await client.query(`${SEED_TABLE}; ALTER TABLE users ADD roles integer`);
      const options = {
        migrations: typeOrmMigrations(MIGRATIONS),
        migrationsTransactionMode: 'none',
      } as Partial<DataSourceOptions>;
      await expect(withDataSource((dataSource) => dataSource.runMigrations(), options)).rejects.toThrow('"roles"');
      const { rows } = await client.query(`SELECT roles FROM users`);
      expect(rows).toEqual([]);
    });
  });

  it('finds the tables where the data source has them, without a search_path', async () => {
    const options = { schema: 'auth', migrations: typeOrmMigrations(MIGRATIONS) };
    await withClient(database.url, (client) => client.query('CREATE SCHEMA auth'));
    await withDataSource(async (dataSource) => {
      await dataSource.runMigrations();
      expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
      const port = new Database(typeOrmAdapter(dataSource));
      expect(port.names.of('users')).toBe('auth.users');
      expect(await new PostgresUserRepository(port, { subject: 'id' }).findBySubject('1')).toBeNull();
      expect(await new PostgresSessionStore(port, new SystemClock()).isAlive(randomUUID())).toBe(false);
    }, options);
  });

  it('gives the tables the prefix of its entities', async () => {
    const options = { entityPrefix: 'app_', migrations: typeOrmMigrations(MIGRATIONS) };
    await withDataSource(async (dataSource) => {
      await dataSource.runMigrations();
      const port = new Database(typeOrmAdapter(dataSource));
      expect(port.names.of('users')).toBe('app_users');
      expect(await new PostgresUserRepository(port, { subject: 'id' }).findBySubject('1')).toBeNull();
      expect(await dataSource.query(`SELECT FROM pg_class WHERE relname IN ('users', 'sessions')`)).toEqual([]);
    }, options);
  });
});
