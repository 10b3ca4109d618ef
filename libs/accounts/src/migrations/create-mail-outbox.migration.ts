import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {mail_outbox} (
    id uuid CONSTRAINT {pk_mail_outbox!} PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    purpose text NOT NULL,
    request bytea,
    content bytea,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT ck_mail_outbox_request_or_content CHECK ((request IS NULL) <> (content IS NULL))
  )`,
  'CREATE INDEX {ix_mail_outbox_next_attempt_at!} ON {mail_outbox} (next_attempt_at, number)',
] as const;

/** Makes `mail_outbox`. `down` loses every mail that is not sent yet. */
export class CreateMailOutbox1796065200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {mail_outbox}');
  }
}
