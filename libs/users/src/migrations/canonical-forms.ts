import { canonicalName } from '@portcullis/auth';
import { canonicalEmail } from '@portcullis/auth/spi';
import type { MigrationRunner } from '@portcullis/database';

/** Bounds the memory that a table of any size takes. */
const BATCH_SIZE = 5_000;

const COLUMNS = ['username', 'email'] as const;
type Column = (typeof COLUMNS)[number];

/** How the canonical form of each column is computed: here, for PostgreSQL's `lower()` depends on the server's locale. */
export type CanonicalForms = Readonly<Record<Column, (name: string) => string>>;

export const CANONICAL_FORMS: CanonicalForms = { username: canonicalName, email: canonicalEmail };

interface NamedRow {
  readonly id: number;
  readonly name: string;
  /** `null` in a column that has just been added. */
  readonly form: string | null;
}

/**
 * Stores in each row what the functions make of its names. Of several rows that come to share a form, the row that had it
 * before keeps it, else the one whose name is the form, else the oldest; each of the others has its raw name for its form. No
 * other row can have that: the functions are idempotent, so a name that they change is not a form.
 *
 * @throws Error if two rows have the same name, which an adopted table without unique indexes can hold
 */
export async function recomputeCanonicalForms(runner: MigrationRunner, canonical = CANONICAL_FORMS): Promise<void> {
  // No account is made between the reading of the names and the end of the transaction.
  await runner.query('LOCK TABLE {users} IN ACCESS EXCLUSIVE MODE');
  for (const column of COLUMNS) {
    await runner.query('CREATE TEMPORARY TABLE canonical_forms (id int PRIMARY KEY, form text COLLATE "C" NOT NULL)');
    if (await collectChanges(runner, column, canonical[column])) {
      await storeForms(runner, column);
    }
    await runner.query('DROP TABLE canonical_forms');
  }
}

/** @returns whether there are any */
async function collectChanges(runner: MigrationRunner, column: Column, canonical: (name: string) => string) {
  let isChanged = false;
  let rows: readonly NamedRow[] = await nextRows(runner, column, null);
  while (rows.length > 0) {
    const changed = rows.filter(({ name, form }) => canonical(name) !== form);
    if (changed.length > 0) {
      isChanged = true;
      await runner.query('INSERT INTO canonical_forms SELECT * FROM unnest($1::int[], $2::text[])', [
        changed.map(({ id }) => id),
        changed.map(({ name }) => canonical(name)),
      ]);
    }
    rows = await nextRows(runner, column, rows.at(-1)!.id);
  }
  return isChanged;
}

async function nextRows(runner: MigrationRunner, column: Column, after: number | null): Promise<NamedRow[]> {
  const sql = `
    SELECT id, ${column} AS name, ${column}_canonical AS form FROM {users}
    WHERE $1::int IS NULL OR id > $1 ORDER BY id LIMIT ${BATCH_SIZE}`;
  return (await runner.query(sql, [after])) as NamedRow[];
}

async function storeForms(runner: MigrationRunner, column: Column): Promise<void> {
  const index = `ux_users_${column}_canonical`;
  // A row may get the form that another row gives up later in the same statement.
  await runner.query(`DROP INDEX IF EXISTS {${index}}`);
  await runner.query(`
    UPDATE {users} AS users SET ${column}_canonical = CASE WHEN claims.is_free AND claims.place = 1 THEN claims.form ELSE ${column} END
    FROM (
      SELECT changed.id, changed.form, kept.form IS NULL AS is_free, row_number() OVER (
        PARTITION BY changed.form
        ORDER BY named.${column} COLLATE "C" = changed.form DESC, changed.id
      ) AS place
      FROM canonical_forms AS changed
      JOIN {users} AS named ON named.id = changed.id
      LEFT JOIN (
        SELECT unchanged.${column}_canonical AS form FROM {users} AS unchanged
        WHERE NOT EXISTS (SELECT FROM canonical_forms WHERE canonical_forms.id = unchanged.id)
      ) AS kept ON kept.form = changed.form
    ) AS claims
    WHERE claims.id = users.id`);
  await refuseDuplicates(runner, column);
  await runner.query(`CREATE UNIQUE INDEX {${index}!} ON {users} (${column}_canonical)`);
}

async function refuseDuplicates(runner: MigrationRunner, column: Column): Promise<void> {
  const [duplicate] = (await runner.query(
    `SELECT string_agg(id::text, ', ' ORDER BY id) AS ids FROM {users} GROUP BY ${column}_canonical HAVING count(*) > 1 LIMIT 1`,
  )) as { readonly ids: string }[];
  if (duplicate) {
    throw new Error(
      `The table "users" can't be adopted, and has not been changed: ` +
        `the rows with the ids ${duplicate.ids} have the same ${column}. Rename all but one of them.`,
    );
  }
}
