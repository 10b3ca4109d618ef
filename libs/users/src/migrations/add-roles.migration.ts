import type { Migration, MigrationRunner } from '@portcullis/database';
import { type Adoption, notNull, withDefault } from './adoption.js';
import { readRecord, writeRecord } from './migration-record.js';
import { inspectUsersTable, type UsersTable } from './users-table.inspection.js';

const TYPE = 'text[]';

const STEPS: readonly Adoption[] = [
  {
    name: 'roles',
    isNeeded: ({ columns }) => !columns.has('roles'),
    up: [`ALTER TABLE {users} ADD roles ${TYPE} NOT NULL DEFAULT '{}'`],
    down: 'ALTER TABLE {users} DROP roles',
  },
  notNull('roles', `'{}'`),
  withDefault('roles', `'{}'`),
];

/**
 * Adds the column `roles`, empty for all users. An existing column of this name and type is kept with its values, so existing
 * administrators stay administrators. An existing column of another type is refused with an Error that says what to do; the table stays
 * unchanged.
 *
 * `down` undoes only the changes of `up`: an added column is dropped with its roles. An existing column is kept, and so are the empty
 * lists that replaced nulls in it.
 */
export class AddRoles1769904000000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    // No other transaction can write a null before the constraint exists.
    await runner.query('LOCK TABLE {users} IN ACCESS EXCLUSIVE MODE');
    const table = (await inspectUsersTable(runner))!;
    refuseAnotherType(table);
    const steps = STEPS.filter(({ isNeeded }) => isNeeded(table));
    for (const sql of steps.flatMap(({ up }) => up)) {
      await runner.query(sql);
    }
    await writeRecord(runner, { ...(await readRecord(runner)), roles: steps.map(({ name }) => name) });
  }

  async down(runner: MigrationRunner): Promise<void> {
    const { roles, ...earlier } = await readRecord(runner);
    for (const { down } of STEPS.filter(({ name }) => roles.includes(name)).toReversed()) {
      await runner.query(down);
    }
    await writeRecord(runner, earlier);
  }
}

function refuseAnotherType({ columns }: UsersTable): void {
  const type = columns.get('roles')?.type ?? TYPE;
  if (type !== TYPE) {
    throw new Error(
      `The column "roles" of the table "users" is ${type} and not ${TYPE}, and has not been changed. ` +
        `Rename it, or make it ${TYPE}.`,
    );
  }
}
