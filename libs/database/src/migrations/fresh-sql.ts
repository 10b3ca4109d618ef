import { randomBytes } from 'node:crypto';
import type { Database } from '../database.js';
import { TableNames } from '../table-names.js';
import { type MigrationClass, type MigrationRunner, timeOf } from './migration.js';
import { CREATE_MIGRATIONS_TABLE } from './migrations.table.js';
import { createSchema } from './schema.js';

/** Reads, or concerns only the transaction in which the migrations run. */
const PASSING = /^\s*(?:SELECT|LOCK)\b/;

const TEMPORARY = /^\s*CREATE TEMPORARY TABLE (\w+)/;

/**
 * Returns the statements by which the migrations create their tables and record that they have run. It runs them in a schema of its own,
 * in a transaction that it rolls back, because migrations look at the tables that earlier ones have made.
 *
 * @param after leaves out the migrations up to this time
 */
export async function freshSql(database: Database, migrations: readonly MigrationClass[], after = 0): Promise<string> {
  const { names, adapter } = database;
  const rehearsal = new TableNames({ schema: `portcullis_${randomBytes(6).toString('hex')}` });
  const script: string[] = [];
  const done = new Error('Rolls back');
  const rehearse = adapter.transaction(async (run) => {
    const runner: MigrationRunner = {
      query: async (sql, parameters = []) => [...(await run({ text: rehearsal.in(sql), values: parameters }))],
    };
    await createSchema(runner, rehearsal);
    for (const migration of migrations.toSorted((one, other) => timeOf(one) - timeOf(other))) {
      const statements: string[] = [];
      await new migration().up(recording(runner, statements));
      if (timeOf(migration) > after) {
        script.push(`-- ${migration.name}`, ...statements.map((sql) => names.in(sql)), recordOf(migration, names), '');
      }
    }
    throw done;
  });
  await rehearse.catch((error: unknown) => {
    if (error !== done) {
      throw error;
    }
  });
  return [...(after > 0 ? [] : beginningOf(names)), ...script].join('\n');
}

/** Records the statements that are needed in a database without rows. */
function recording(runner: MigrationRunner, statements: string[]): MigrationRunner {
  const temporary = new Set<string>();
  return {
    query: (sql, parameters) => {
      const [, created] = TEMPORARY.exec(sql) ?? [];
      if (created !== undefined) {
        temporary.add(`DROP TABLE ${created}`);
      } else if (!PASSING.test(sql) && !temporary.has(sql)) {
        statements.push(`${outdented(sql)};`);
      }
      return runner.query(sql, parameters);
    },
  };
}

function beginningOf(names: TableNames): string[] {
  return [
    ...(names.schema === undefined ? [] : [`CREATE SCHEMA IF NOT EXISTS ${names.schema};`]),
    `${names.in(CREATE_MIGRATIONS_TABLE)};`,
    '',
  ];
}

function recordOf(migration: MigrationClass, names: TableNames): string {
  const values = `(${timeOf(migration)}, '${migration.name}')`;
  return `INSERT INTO ${names.of('portcullis_migrations')} (timestamp, name) VALUES ${values};`;
}

function outdented(sql: string): string {
  const lines = sql.trim().split('\n');
  const indents = lines.slice(1).flatMap((line) => (line.trim() ? [line.search(/\S/)] : []));
  const least = Math.min(...indents, 100);
  return lines.map((line, index) => (index === 0 ? line : line.slice(least))).join('\n');
}
