import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ADOPTIONS } from './adoptions.js';
import { fillCanonicalNames, resolveCollisions } from './canonical-names.js';
import { createUsersTable, createCanonicalIndexes } from './users-table.js';
import { readRecord, writeRecord } from './migration-record.js';
import { differencesOf, inspectUsersTable } from './users-table.inspection.js';

/**
 * Makes `users`, or adopts the table of that name which SQLAlchemy made for the FastAPI service that this one takes over
 * from. Adopting loses nothing: ids, names, hashes, the sequence and columns of the old service's own stay as they are.
 * What is missing is added, an `is_active` that was never set becomes false, which is how the old service read it, and
 * a `created_at` that was never set becomes the time of the adoption. A table of another shape is refused with an Error
 * that says where it differs, and is left untouched.
 *
 * `down` takes back what `up` did, and no more: a table that was made is dropped, an adopted one keeps its rows and loses
 * the columns, defaults and constraints that were added. Two things stay: values that were filled in, and a nullable
 * `hashed_password` as long as there is a person without one.
 *
 * Both must run within one transaction, which is TypeORM's default.
 */
export class CreateOrAdoptUsers1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await inspectUsersTable(runner)) {
      await adopt(runner);
    } else {
      await createUsersTable(runner);
      await createCanonicalIndexes(runner);
      await writeRecord(runner, { created: true, adoptions: [] });
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const { created, adoptions } = await readRecord(runner);
    if (created) {
      await runner.query('DROP TABLE users');
      return;
    }
    for (const { name, down } of ADOPTIONS.toReversed()) {
      if (adoptions.includes(name)) {
        await runner.query(down);
      }
    }
  }
}

async function adopt(runner: QueryRunner): Promise<void> {
  // Nobody registers between the reading of the names and the end of the transaction.
  await runner.query('LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
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
  await fillCanonicalNames(runner);
  await resolveCollisions(runner);
  await createCanonicalIndexes(runner);
  await writeRecord(runner, { created: false, adoptions: adoptions.map(({ name }) => name) });
}
