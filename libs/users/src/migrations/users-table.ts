import type { MigrationRunner } from '@portcullis/database';

/**
 * The columns up to `created_at` are those of the seed's model. The canonical forms are compared by their bytes, so that
 * an upgrade of the system's collations can't upset the unique indexes.
 */
const CREATE_TABLE = `
  CREATE TABLE {users} (
    id serial PRIMARY KEY,
    username varchar(50) NOT NULL,
    email varchar(100) NOT NULL,
    hashed_password varchar(255),
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    username_canonical text COLLATE "C" NOT NULL,
    email_canonical text COLLATE "C" NOT NULL
  )`;

export async function createUsersTable(runner: MigrationRunner): Promise<void> {
  await runner.query(CREATE_TABLE);
}

/** What decides a race for a name. */
export async function createCanonicalIndexes(runner: MigrationRunner): Promise<void> {
  await runner.query('ALTER TABLE {users} ALTER username_canonical SET NOT NULL, ALTER email_canonical SET NOT NULL');
  await runner.query(
    'CREATE UNIQUE INDEX IF NOT EXISTS {ux_users_username_canonical!} ON {users} (username_canonical)',
  );
  await runner.query('CREATE UNIQUE INDEX IF NOT EXISTS {ux_users_email_canonical!} ON {users} (email_canonical)');
}
