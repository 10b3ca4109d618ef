import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {account_invitations} (
    id uuid CONSTRAINT {pk_account_invitations!} PRIMARY KEY,
    email text NOT NULL,
    email_canonical text NOT NULL CONSTRAINT {uq_account_invitations_email!} UNIQUE,
    roles text[] NOT NULL,
    invited_by text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  'CREATE INDEX {ix_account_invitations_created_at!} ON {account_invitations} (created_at, id)',
  'CREATE INDEX {ix_account_invitations_expires_at!} ON {account_invitations} (expires_at)',
] as const;

/** Makes `account_invitations`. `down` withdraws every invitation. */
export class CreateAccountInvitations1796076000000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {account_invitations}');
  }
}
