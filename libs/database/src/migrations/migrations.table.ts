import { createOnce } from './create-once.js';
import { type MigrationClass, type MigrationRunner, timeOf } from './migration.js';

const EXISTS = `SELECT to_regclass('{portcullis_migrations}') IS NOT NULL AS exists`;

// The columns are TypeORM's, because TypeORM kept the record of earlier versions.
export const CREATE_MIGRATIONS_TABLE =
  'CREATE TABLE IF NOT EXISTS {portcullis_migrations} (id SERIAL PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL)';

/** The record of the migrations that have run. */
export class MigrationsTable {
  /** @param runner in a transaction of the isolation level `READ COMMITTED` */
  constructor(private readonly runner: MigrationRunner) {}

  async pendingOf(migrations: readonly MigrationClass[]): Promise<MigrationClass[]> {
    if (!(await this.#exists())) {
      return [...migrations];
    }
    const rows = (await this.runner.query('SELECT name::text AS name FROM {portcullis_migrations}')) as {
      name: string;
    }[];
    const done = new Set(rows.map(({ name }) => name));
    return migrations.filter(({ name }) => !done.has(name));
  }

  /** Locks the table until the end of the transaction. Creates it first if it is missing. */
  async lock(): Promise<void> {
    await createOnce(this.runner, CREATE_MIGRATIONS_TABLE);
    // Conflicts with other migrations, but not with a backup.
    await this.runner.query('LOCK TABLE {portcullis_migrations} IN SHARE ROW EXCLUSIVE MODE');
  }

  async add(migration: MigrationClass): Promise<void> {
    await this.runner.query('INSERT INTO {portcullis_migrations} (timestamp, name) VALUES ($1::bigint, $2)', [
      timeOf(migration),
      migration.name,
    ]);
  }

  async #exists(): Promise<boolean> {
    const [found] = (await this.runner.query(EXISTS)) as { exists: boolean }[];
    return found!.exists;
  }
}
