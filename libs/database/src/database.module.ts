import { type DynamicModule, type FactoryProvider, Global, Module, type ModuleMetadata } from '@nestjs/common';
import type { DatabaseAdapter } from './adapter/database.adapter.js';
import { Database, type DatabaseOptions } from './database.js';
import { migrate } from './migrations/migrate.js';
import type { MigrationClass } from './migrations/migration.js';

export interface AuthDatabaseModuleOptions extends DatabaseOptions {
  /**
   * The migrations that run before the application starts: `usersMigrations`, `sessionsMigrations` and so on. Of several instances that
   * start together, one runs them and the others wait.
   * @default none: `npx portcullis migrate`, a migration tool, or TypeORM runs them
   */
  readonly migrations?: readonly MigrationClass[];
}

type AsyncOptions = Pick<FactoryProvider<DatabaseAdapter>, 'inject'> &
  Pick<ModuleMetadata, 'imports'> &
  AuthDatabaseModuleOptions & {
    /** Makes the adapter of the application's data layer, such as `typeOrmAdapter`. */
    readonly useFactory: FactoryProvider<DatabaseAdapter>['useFactory'];
  };

/**
 * Provides {@link Database} to the whole application.
 *
 * ```ts
 * AuthDatabaseModule.forRootAsync({ inject: [DataSource], useFactory: typeOrmAdapter })
 * ```
 */
@Global()
@Module({})
export class AuthDatabaseModule {
  static forRoot({
    adapter,
    ...options
  }: AuthDatabaseModuleOptions & { readonly adapter: DatabaseAdapter }): DynamicModule {
    return AuthDatabaseModule.forRootAsync({ ...options, useFactory: () => adapter });
  }

  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
    migrations = [],
    ...options
  }: AsyncOptions): DynamicModule {
    const database: FactoryProvider<Database> = {
      provide: Database,
      inject,
      useFactory: async (...dependencies: unknown[]) => {
        const opened = new Database(await useFactory(...dependencies), options);
        await migrate(opened, migrations);
        return opened;
      },
    };
    return { module: AuthDatabaseModule, imports, providers: [database], exports: [Database] };
  }
}
