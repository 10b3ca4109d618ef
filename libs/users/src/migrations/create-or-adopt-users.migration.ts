import type { Migration, MigrationRunner } from '@portcullis/database';
import { ADOPTIONS } from './adoptions.js';
import { recomputeCanonicalForms } from './canonical-forms.js';
import { createUsersTable, createCanonicalIndexes } from './users-table.js';
import { readRecord, writeRecord } from './migration-record.js';
import { differencesOf, inspectUsersTable } from './users-table.inspection.js';

/**
 * Creates `users`, or adopts the table of that name which SQLAlchemy created for an earlier FastAPI service. Adopting loses nothing: ids,
 * names, hashes, the sequence and additional columns stay unchanged. Missing columns, defaults and constraints are added. An `is_active`
 * of null becomes false, as the earlier service treated it. A `created_at` of null becomes the time of the adoption. A table of another
 * shape is refused with an Error that lists the differences; it stays unchanged.
 *
 * `down` undoes only the changes of `up`: a created table is dropped. An adopted table keeps its rows and loses the added columns,
 * defaults and constraints. The filled-in values stay, and `hashed_password` stays nullable as long as a user has no password.
 */
export class CreateOrAdoptUsers1767225600000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    if (await inspectUsersTable(runner)) {
      await adopt(runner);
    } else {
      await createUsersTable(runner);
      await createCanonicalIndexes(runner);
      await writeRecord(runner, { created: true, adoptions: [] });
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    const { created, adoptions } = await readRecord(runner);
    if (created) {
      await runner.query('DROP TABLE {users}');
      return;
    }
    for (const { name, down } of ADOPTIONS.toReversed()) {
      if (adoptions.includes(name)) {
        await runner.query(down);
      }
    }
  }
}

async function adopt(runner: MigrationRunner): Promise<void> {
  // No user can register between reading the names and the end of the transaction.
  await runner.query('LOCK TABLE {users} IN ACCESS EXCLUSIVE MODE');
  const table = await inspectUsersTable(runner);
  const differences = differencesOf(table);
  if (!table || differences.length > 0) {
    throw new Error(
      `The table "users" can't be adopted, and has not been changed: ${differences.join('; ')}. ` +
        'Rename it, or connect to another database.',
    );
  }
  const adoptions = ADOPTIONS.filter(({ isNeeded }) => isNeeded(table));
  for (const { up } of adoptions) {
    for (const sql of up) {
      await runner.query(sql);
    }
  }
  await recomputeCanonicalForms(runner);
  await createCanonicalIndexes(runner);
  await writeRecord(runner, { created: false, adoptions: adoptions.map(({ name }) => name) });
}
