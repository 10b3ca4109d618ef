import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations, StoredSession } from '@portcullis/sessions';
import { User, usersMigrations } from '@portcullis/users';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { QuietLogger } from './quiet-logger.js';

export type PostgresDataSourceOptions = Extract<DataSourceOptions, { readonly type: 'postgres' }>;

/** A request fails within two seconds if the database hangs. */
const REQUEST_TIMEOUT_MILLISECONDS = 1_500;

/** Not `migrations`, because an existing database is likely to have a table of that name. */
export const MIGRATIONS_TABLE = 'portcullis_migrations';

/** The data source of the running service. Its statements are cut off after 1.5 seconds. */
export function dataSourceOptions(url: string): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    // Without it TypeORM would import another copy of the driver than the one bundled with the service.
    driver: pg,
    url,
    applicationName: 'portcullis',
    entities: [User, StoredSession],
    logger: new QuietLogger(),
    // Migrations alone change the schema, and `migrate` alone runs them.
    synchronize: false,
    migrationsRun: false,
    // Without it TypeORM ignores a condition on undefined, and returns the first row of the table.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: 10,
    connectTimeoutMS: REQUEST_TIMEOUT_MILLISECONDS,
    extra: {
      keepAlive: true,
      pipeline: true,
      // The limit of the server, and of the driver for a server that does not respond.
      statement_timeout: REQUEST_TIMEOUT_MILLISECONDS,
      query_timeout: REQUEST_TIMEOUT_MILLISECONDS,
    },
  };
}

/** The data source for migrations, without a time limit for statements: `migrate` sets the limits. */
export function migrationDataSourceOptions(url: string): PostgresDataSourceOptions {
  return {
    ...dataSourceOptions(url),
    applicationName: 'portcullis migrations',
    migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
    migrationsTableName: MIGRATIONS_TABLE,
    // The second connection finds out which lock the first waits for.
    poolSize: 2,
    extra: { keepAlive: true },
  };
}
