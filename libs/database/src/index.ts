export { AuthDatabaseModule, type AuthDatabaseModuleOptions } from './database.module.js';
export { Database, type DatabaseOptions, type DatabaseTransaction, databaseTransactionOf } from './database.js';

export { DatabaseAdapter, type TransactionOptions } from './adapter/database.adapter.js';
export { PgAdapter, pgAdapter } from './adapter/pg.adapter.js';
export type { PgConnection, PgPool, PgPooledConnection } from './adapter/pg-driver.js';
export type { PreparedQuery, Query, Row, RunStatement, Statement } from './statement.js';
export type { TableNames, TableNaming } from './table-names.js';

export { migrate, type MigrateOptions } from './migrations/migrate.js';
export type { Migration, MigrationClass, MigrationRunner } from './migrations/migration.js';
export { MigrationLockedError } from './migrations/migration-locked.error.js';

export { BatchedLookUp } from './batched-look-up.js';
export { BatchedPurge } from './batched-purge.js';
export { isDatabaseUnavailable } from './is-database-unavailable.js';
export { LOOK_UP_CHANNEL, type LookUpMessage } from './look-up.channel.js';
export { databaseTime, epochMilliseconds, jsonArray } from './portable-values.js';
export { presentTime, timeOfOwnClock } from './present-time.js';
export { sqlStateOf } from './sqlstate.js';
