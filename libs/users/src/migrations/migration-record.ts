import type { MigrationRunner } from '@portcullis/database';

/** What the migrations' `up` did, for `down` to undo. Kept as the comment on a column of our own, and later on its index. */
export interface MigrationRecord {
  readonly created: boolean;
  readonly adoptions: readonly string[];
  /** What was done to the column of that name. */
  readonly roles: readonly string[];
}

const NOTHING: MigrationRecord = { created: false, adoptions: [], roles: [] };

export async function writeRecord(runner: MigrationRunner, record: Partial<MigrationRecord>): Promise<void> {
  // COMMENT takes no parameters; the record consists of words of this library.
  const comment = JSON.stringify(record).replaceAll("'", "''");
  await runner.query(`COMMENT ON COLUMN {users}.username_canonical IS '${comment}'`);
}

/** Returns an empty record if the comment was overwritten; then `down` leaves the table alone. */
export async function readRecord(runner: MigrationRunner): Promise<MigrationRecord> {
  const [row] = (await runner.query(`
    SELECT COALESCE(
      col_description(attrelid, attnum), obj_description(to_regclass('{ux_users_username_canonical}'), 'pg_class')
    ) AS comment FROM pg_attribute
    WHERE attrelid = to_regclass('{users}') AND attname = 'username_canonical' AND NOT attisdropped`)) as {
    comment: string | null;
  }[];
  try {
    return { ...NOTHING, ...(JSON.parse(row?.comment ?? '{}') as Partial<MigrationRecord>) };
  } catch {
    return NOTHING;
  }
}
