import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Adoption, notNull, withDefault } from './adoption.js';
import { readRecord, writeRecord } from './migration-record.js';
import { inspectUsersTable, type UsersTable } from './users-table.inspection.js';

const TYPE = 'text[]';

const STEPS: readonly Adoption[] = [
  {
    name: 'roles',
    isNeeded: ({ columns }) => !columns.has('roles'),
    up: [`ALTER TABLE users ADD roles ${TYPE} NOT NULL DEFAULT '{}'`],
    down: 'ALTER TABLE users DROP roles',
  },
  notNull('roles', `'{}'`),
  withDefault('roles', `'{}'`),
];

/**
 * Gives everybody `roles`, none of them to begin with. A table that has a column of this name and type already keeps it with
 * what is in it: who was an administrator there is one here. One of another type is refused with an Error that says what to
 * do, and the table is left untouched.
 *
 * `down` takes back what `up` did, and no more: a column that was added goes, with the roles that were granted in it; one
 * that was there stays, and so do the empty lists in the place of nulls.
 *
 * Both must run within one transaction, which is TypeORM's default.
 */
export class AddRoles1769904000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Nobody writes a null between the filling and the constraint.
    await runner.query('LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    const table = (await inspectUsersTable(runner))!;
    refuseAnotherType(table);
    const steps = STEPS.filter(({ isNeeded }) => isNeeded(table));
    for (const sql of steps.flatMap(({ up }) => up)) {
      await runner.query(sql);
    }
    await writeRecord(runner, { ...(await readRecord(runner)), roles: steps.map(({ name }) => name) });
  }

  async down(runner: QueryRunner): Promise<void> {
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
