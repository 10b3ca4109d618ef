import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { isDatabaseUnavailable } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { migrate } from './migrate.js';

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
            retryAttempts: 10,
            retryDelay: 1_000,
            // A server that is still starting is worth the wait; a migration that refuses will refuse again.
            toRetry: isDatabaseUnavailable,
          }),
          dataSourceFactory: async (options) => {
            const dataSource = new DataSource(options!);
            await migrate(urlOf(dataSource));
            return dataSource;
          },
        }),
      ],
    };
  }
}

function urlOf({ options }: DataSource): string {
  if (options.type !== 'postgres' || !options.url) {
    throw new Error('DatabaseModule serves PostgreSQL by URL');
  }
  return options.url;
}
