import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {sign_in_budgets} (
    key text CONSTRAINT {pk_sign_in_budgets!} PRIMARY KEY,
    spent integer NOT NULL,
    began_at timestamptz NOT NULL,
    opens_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  'CREATE INDEX {ix_sign_in_budgets_expires_at!} ON {sign_in_budgets} (expires_at)',
] as const;

/** Creates `sign_in_budgets`. The table is not UNLOGGED: that would be empty after a crash, so that a crash would reset all limits. */
export class CreateSignInBudgets1773619200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {sign_in_budgets}');
  }
}
