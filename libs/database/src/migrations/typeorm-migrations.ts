import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { typeOrmNaming } from '../adapter/typeorm.adapter.js';
import { TABLE_NAMING_RULES, TableNames, type TableNaming } from '../table-names.js';
import { checkedOptions } from '@portcullis/auth/spi';
import type { MigrationClass, MigrationRunner } from './migration.js';
import { createSchema } from './schema.js';

type TypeOrmMigration = new () => MigrationInterface;

/**
 * Returns the migrations, under the same names, for the `migrations` of the application's data source. Each runs in one transaction even
 * if `migrationsTransactionMode` is `'none'`.
 *
 * @param naming the same as for `Database`. @default the data source's `schema` and `entityPrefix`
 */
export function typeOrmMigrations(migrations: readonly MigrationClass[], naming: TableNaming = {}): TypeOrmMigration[] {
  checkedOptions('typeOrmMigrations', naming, TABLE_NAMING_RULES, 'typeOrmMigrations(migrations, ');
  return migrations.map((migration) => typeOrmMigration(migration, naming));
}

function typeOrmMigration(migration: MigrationClass, naming: TableNaming): TypeOrmMigration {
  const step = (runner: QueryRunner, direction: 'up' | 'down') =>
    inTransaction(runner, async () => {
      const names = new TableNames({ ...namingOf(runner), ...naming });
      const named: MigrationRunner = { query: (sql, parameters) => runner.query(names.in(sql), parameters) };
      await createSchema(named, names);
      await new migration()[direction](named);
    });
  return {
    [migration.name]: class implements MigrationInterface {
      readonly name = migration.name;
      up = (runner: QueryRunner) => step(runner, 'up');
      down = (runner: QueryRunner) => step(runner, 'down');
    },
  }[migration.name]!;
}

function namingOf({ manager }: QueryRunner): TableNaming {
  // TypeORM 0.3 calls the data source of a manager its connection.
  const { dataSource, connection = dataSource } = manager as Partial<Record<'dataSource' | 'connection', DataSource>>;
  return typeOrmNaming(connection!);
}

async function inTransaction(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  if (runner.isTransactionActive) {
    return work();
  }
  await runner.startTransaction();
  try {
    await work();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
