import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type PostgresDataSourceOptions } from './data-source.js';
import { migrate } from './migrate.js';
import { whenReachable } from './when-reachable.js';

/** The service's one data source, migrated before anybody can ask it anything. */
@Module({})
export class DatabaseModule {
  /**
   * @param url where the database is, or how to find out; asked once, when the application starts
   */
  static forRoot(url: string | (() => Promise<string>)): DynamicModule {
    const whereabouts = async () => (typeof url === 'string' ? url : await url());
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: async () => ({
            ...dataSourceOptions(await whereabouts()),
            // Tried often enough below, where a failure is told without a stack.
            toRetry: () => false,
          }),
          dataSourceFactory: async (options) => {
            const dataSource: DataSource = new DataSource({
              ...(options as PostgresDataSourceOptions),
              poolErrorHandler: (error: unknown) => warnWhileOpen(dataSource, error),
            });
            const place = urlOf(dataSource);
            return whenReachable(place, async () => {
              await migrate(place);
              return dataSource.initialize();
            });
          },
        }),
      ],
    };
  }

  /** A data source that is never connected, for looking at the application without running it. */
  static unconnected(): DynamicModule {
    const options = { ...dataSourceOptions('postgres://nowhere'), manualInitialization: true };
    return { module: DatabaseModule, imports: [TypeOrmModule.forRoot(options)] };
  }
}

/** A pool that has been closed may still hear of its connections' end, as the server is stopped after it. */
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
