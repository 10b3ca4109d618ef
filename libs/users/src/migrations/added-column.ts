import type { MigrationRunner } from '@portcullis/database';
import { type Adoption, notNull, withDefault } from './adoption.js';
import { type AddedColumnName, readRecord, type RecordPlace, writeRecord } from './migration-record.js';
import { inspectUsersTable, type UsersTable } from './users-table.inspection.js';

/** A column that a migration adds to `users`. An adopted table may have one of this name. */
export interface AddedColumn {
  readonly name: AddedColumnName;
  /** As PostgreSQL writes it. */
  readonly type: string;
  /** SQL of its value in existing rows, and of its default. */
  readonly value: string;
  /** Where the record is at the time of this migration. */
  readonly record: RecordPlace;
}

/**
 * Adds the column. An existing one of the same type keeps its values: nulls become the value, and a missing default or constraint is
 * added.
 *
 * @throws Error that says what to do, if there is a column of another type; the table stays unchanged
 */
export async function addColumn(runner: MigrationRunner, column: AddedColumn): Promise<void> {
  // No other transaction can write a null before the constraint exists.
  await runner.query('LOCK TABLE {users} IN ACCESS EXCLUSIVE MODE');
  const table = (await inspectUsersTable(runner))!;
  refuseAnotherType(table, column);
  const steps = stepsOf(column).filter(({ isNeeded }) => isNeeded(table));
  for (const sql of steps.flatMap(({ up }) => up)) {
    await runner.query(sql);
  }
  const done = { [column.name]: steps.map(({ name }) => name) };
  await writeRecord(runner, { ...(await readRecord(runner, column.record)), ...done }, column.record);
}

/** Undoes only what `addColumn` has done: an existing column stays, with the values that replaced nulls. */
export async function dropColumn(runner: MigrationRunner, column: AddedColumn): Promise<void> {
  const { [column.name]: done = [], ...earlier } = await readRecord(runner, column.record);
  for (const { down } of stepsOf(column)
    .filter(({ name }) => done.includes(name))
    .toReversed()) {
    await runner.query(down);
  }
  await writeRecord(runner, earlier, column.record);
}

function stepsOf({ name, type, value }: AddedColumn): readonly Adoption[] {
  return [
    {
      name,
      isNeeded: ({ columns }) => !columns.has(name),
      up: [`ALTER TABLE {users} ADD ${name} ${type} NOT NULL DEFAULT ${value}`],
      down: `ALTER TABLE {users} DROP ${name}`,
    },
    notNull(name, value),
    withDefault(name, value),
  ];
}

function refuseAnotherType({ columns }: UsersTable, { name, type }: AddedColumn): void {
  const existing = columns.get(name)?.type ?? type;
  if (existing !== type) {
    throw new Error(
      `The column "${name}" of the table "users" is ${existing} and not ${type}, and has not been changed. ` +
        `Rename it, or make it ${type}.`,
    );
  }
}
