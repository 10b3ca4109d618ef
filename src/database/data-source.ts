import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations, StoredSession } from '@portcullis/sessions';
import { User, usersMigrations } from '@portcullis/users';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { QuietLogger } from './quiet-logger.js';

export type PostgresDataSourceOptions = Extract<DataSourceOptions, { readonly type: 'postgres' }>;

/** A hung database is an error before a request has waited for two seconds. */
const REQUEST_TIMEOUT_MILLISECONDS = 1_500;

/** The data source of the running service. Its statements are cut off after 1.5 seconds. */
export function dataSourceOptions(url: string): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    // TypeORM would look for it by its name, and find another than the one that is in a file with the service.
    driver: pg,
    url,
    applicationName: 'portcullis',
    entities: [User, StoredSession],
    logger: new QuietLogger(),
    // Migrations alone change the schema, and `migrate` alone runs them.
    synchronize: false,
    migrationsRun: false,
    // TypeORM would otherwise drop a condition on undefined, and so answer with the first row there is.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: 10,
    connectTimeoutMS: REQUEST_TIMEOUT_MILLISECONDS,
    extra: {
      keepAlive: true,
      // The server's own limit, and the driver's for a server that does not answer at all.
      statement_timeout: REQUEST_TIMEOUT_MILLISECONDS,
      query_timeout: REQUEST_TIMEOUT_MILLISECONDS,
    },
  };
}

/** For migrations, which take the time that they take: `migrate` sees to that. */
export function migrationDataSourceOptions(url: string): PostgresDataSourceOptions {
  return {
    ...dataSourceOptions(url),
    applicationName: 'portcullis migrations',
    migrations: [...usersMigrations, ...sessionsMigrations, ...limitsMigrations],
    // Not `migrations`, a name that a database with a history is likely to have.
    migrationsTableName: 'portcullis_migrations',
    poolSize: 1,
    extra: { keepAlive: true },
  };
}
