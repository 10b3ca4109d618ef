import { StoredSession } from '@portcullis/sessions/typeorm';
import { User } from '@portcullis/users/typeorm';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { REQUEST_LIMITS } from './pool-options.js';
import { QuietLogger } from './quiet-logger.js';

export type PostgresDataSourceOptions = Extract<DataSourceOptions, { readonly type: 'postgres' }>;

/** The data source of the running service. Its statements are cut off after 1.5 seconds. */
export function dataSourceOptions(url: string): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    // Without it TypeORM would import another copy of the driver than the one bundled with the service.
    driver: pg,
    url,
    applicationName: 'portcullis',
    // For relations of other entities. The libraries themselves use no entity.
    entities: [User, StoredSession],
    logger: new QuietLogger(),
    // Without it TypeORM ignores a condition on undefined, and returns the first row of the table.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: 10,
    extra: REQUEST_LIMITS,
  };
}
