import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrationDataSourceOptions } from '../../src/database/data-source.js';
import { lockMigrationsTable } from '../../src/database/migrations-table.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const INSTANCES = 8;
/** PostgreSQL reports the rarest of the errors (42710) in about one of thirteen rounds. */
const ROUNDS = 60;

let database: TestDatabase;
let dataSources: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  dataSources = await Promise.all(
    Array.from({ length: INSTANCES }, () => new DataSource(migrationDataSourceOptions(database.url)).initialize()),
  );
});
afterAll(async () => {
  await Promise.all(dataSources.map((dataSource) => dataSource.destroy()));
  await database.drop();
});

it('is locked by all instances that start on an empty database at the same time', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(dataSources.map((one) => one.transaction('READ COMMITTED', lockMigrationsTable)));
    await dataSources[0]!.query('DROP TABLE portcullis_migrations');
  }
});

it('reports that another relation has its name', async () => {
  const [dataSource] = dataSources;
  await dataSource!.query('CREATE TYPE portcullis_migrations AS ENUM ()');
  const locked = dataSource!.transaction('READ COMMITTED', lockMigrationsTable);
  await expect(locked).rejects.toThrow('type "portcullis_migrations" already exists');
  await dataSource!.query('DROP TYPE portcullis_migrations');
});
