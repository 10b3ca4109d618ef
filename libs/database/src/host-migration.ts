import type { MigrationInterface, QueryRunner } from 'typeorm';
import { demandPlainNames } from './plain-names.js';

type Migration = new () => MigrationInterface;

/**
 * Returns the migration, under the same name, for any application's data source. It runs in one transaction even if
 * `migrationsTransactionMode` is `'none'`. It fails if the options of the data source give the tables other names.
 */
export function hostMigration(migration: Migration): Migration {
  return {
    [migration.name]: class extends migration {
      override up(runner: QueryRunner): Promise<void> {
        return migrated(runner, () => super.up(runner));
      }

      override down(runner: QueryRunner): Promise<void> {
        return migrated(runner, () => super.down(runner));
      }
    },
  }[migration.name]!;
}

async function migrated(runner: QueryRunner, step: () => Promise<void>): Promise<void> {
  demandPlainNames(runner.dataSource);
  if (runner.isTransactionActive) {
    return step();
  }
  await runner.startTransaction();
  try {
    await step();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
