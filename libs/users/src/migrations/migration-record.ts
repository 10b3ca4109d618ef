import type { MigrationRunner } from '@portcullis/database';

export type AddedColumnName = 'roles' | 'email_verified';

/** What the migrations' `up` did, for `down` to undo. For each added column, what was done to it. */
export interface MigrationRecord extends Partial<Readonly<Record<AddedColumnName, readonly string[]>>> {
  readonly created: boolean;
  readonly adoptions: readonly string[];
}

/** The record is the comment on a column of our own, and from `MoveMigrationRecord` on that on its index. */
export type RecordPlace = 'column' | 'index';

export const COMMENTED: Readonly<Record<RecordPlace, string>> = {
  column: 'COLUMN {users}.username_canonical',
  index: 'INDEX {ux_users_username_canonical}',
};

const COMMENTS: Readonly<Record<RecordPlace, string>> = {
  column: 'col_description(attrelid, attnum)',
  index: `obj_description(to_regclass('{ux_users_username_canonical}'), 'pg_class')`,
};

const NOTHING: MigrationRecord = { created: false, adoptions: [] };

export async function writeRecord(
  runner: MigrationRunner,
  record: MigrationRecord,
  place: RecordPlace = 'column',
): Promise<void> {
  // COMMENT takes no parameters; the record consists of words of this library.
  const comment = JSON.stringify(record).replaceAll("'", "''");
  await runner.query(`COMMENT ON ${COMMENTED[place]} IS '${comment}'`);
}

/**
 * Returns an empty record if the comment was overwritten; then `down` leaves the table alone.
 *
 * @param place where to look first
 */
export async function readRecord(runner: MigrationRunner, place: RecordPlace = 'column'): Promise<MigrationRecord> {
  const other = place === 'column' ? 'index' : 'column';
  const [row] = (await runner.query(`
    SELECT COALESCE(${COMMENTS[place]}, ${COMMENTS[other]}) AS comment FROM pg_attribute
    WHERE attrelid = to_regclass('{users}') AND attname = 'username_canonical' AND NOT attisdropped`)) as {
    comment: string | null;
  }[];
  try {
    return { ...NOTHING, ...(JSON.parse(row?.comment ?? '{}') as Partial<MigrationRecord>) };
  } catch {
    return NOTHING;
  }
}
