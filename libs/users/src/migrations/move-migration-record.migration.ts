import type { Migration, MigrationRunner } from '@portcullis/database';
import { COMMENTED } from './migration-record.js';

const ON_COLUMN = `
  SELECT col_description(attrelid, attnum) AS comment FROM pg_attribute
  WHERE attrelid = to_regclass('{users}') AND attname = 'username_canonical' AND NOT attisdropped`;
const ON_INDEX = `SELECT obj_description(to_regclass('{ux_users_username_canonical}'), 'pg_class') AS comment`;

/**
 * Moves the record of what earlier migrations did from the comment on a column to the comment on its index. TypeORM compares comments on
 * columns with its entities, so that `migration:generate` would take the record away.
 */
export class MoveMigrationRecord1776297600000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await move(runner, ON_COLUMN, COMMENTED.column, COMMENTED.index);
  }

  async down(runner: MigrationRunner): Promise<void> {
    await move(runner, ON_INDEX, COMMENTED.index, COMMENTED.column);
  }
}

/** Leaves a comment that a host has written in its place. */
async function move(runner: MigrationRunner, comments: string, from: string, to: string): Promise<void> {
  const [row] = (await runner.query(comments)) as { readonly comment: string | null }[];
  const comment = row?.comment ?? '';
  if (isRecord(comment)) {
    await runner.query(`COMMENT ON ${to} IS '${comment.replaceAll("'", "''")}'`);
    await runner.query(`COMMENT ON ${from} IS NULL`);
  }
}

function isRecord(comment: string): boolean {
  try {
    return Array.isArray((JSON.parse(comment) as { readonly adoptions?: unknown } | null)?.adoptions);
  } catch {
    return false;
  }
}
