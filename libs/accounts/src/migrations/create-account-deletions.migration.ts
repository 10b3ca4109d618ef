import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {account_deletions} (
    user_id text CONSTRAINT {pk_account_deletions!} PRIMARY KEY,
    requested_at timestamptz NOT NULL,
    delete_after timestamptz NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL
  )`,
  'CREATE INDEX {ix_account_deletions_next_attempt_at!} ON {account_deletions} (next_attempt_at)',
] as const;

/** Makes `account_deletions`. `down` keeps every account whose deletion was scheduled. */
export class CreateAccountDeletions1796072400000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {account_deletions}');
  }
}
