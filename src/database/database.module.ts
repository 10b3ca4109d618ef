import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthDatabaseModule } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { dataSourceOptions, type PostgresDataSourceOptions } from './data-source.js';
import { migrate } from './migrate.js';
import { whenReachable } from './when-reachable.js';

/** The data source of the service, migrated before its first query. */
@Module({})
export class DatabaseModule {
  /**
   * @param url the URL of the database, or a function that returns it; called once, when the application starts
   * @param settings `migrationWait`: how long the migrations wait for a lock at most, in seconds
   */
  static forRoot(
    url: string | (() => Promise<string>),
    { migrationWait, preparedStatements = true }: Partial<Pick<Settings, 'migrationWait' | 'preparedStatements'>> = {},
  ): DynamicModule {
    const whereabouts = async () => (typeof url === 'string' ? url : await url());
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: async () => ({
            ...dataSourceOptions(await whereabouts()),
            // `whenReachable` retries, and reports a failure without a stack.
            toRetry: () => false,
          }),
          dataSourceFactory: async (options) => {
            const dataSource: DataSource = new DataSource({
              ...(options as PostgresDataSourceOptions),
              poolErrorHandler: (error: unknown) => warnWhileOpen(dataSource, error),
            });
            const place = urlOf(dataSource);
            return whenReachable(place, async () => {
              await migrate(place, migrationWait);
              return dataSource.initialize();
            });
          },
        }),
        AuthDatabaseModule.forRootAsync({ inject: [DataSource], useFactory: typeOrmAdapter, preparedStatements }),
      ],
    };
  }

  /** A data source that never connects, for inspecting the application without running it. */
  static unconnected(): DynamicModule {
    const options = { ...dataSourceOptions('postgres://nowhere'), manualInitialization: true };
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot(options),
        AuthDatabaseModule.forRootAsync({ inject: [DataSource], useFactory: typeOrmAdapter }),
      ],
    };
  }
}

/** The server stops after the pool is closed, so a closed pool may still get errors of its connections. */
function warnWhileOpen({ isInitialized }: DataSource, error: unknown): void {
  if (isInitialized) {
    new Logger('Database').warn(
      `A pooled connection was lost: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function urlOf({ options }: DataSource): string {
  if (options.type !== 'postgres' || !options.url) {
    throw new Error('DatabaseModule serves PostgreSQL by URL');
  }
  return options.url;
}
