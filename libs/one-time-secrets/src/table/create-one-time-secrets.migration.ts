import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {one_time_secrets} (
    id uuid CONSTRAINT {pk_one_time_secrets!} PRIMARY KEY,
    purpose text NOT NULL,
    subject text,
    bound_to text,
    token_hash bytea NOT NULL CONSTRAINT {uq_one_time_secrets_token_hash!} UNIQUE,
    code_mac bytea,
    attempts_left integer,
    payload json,
    keeps_earlier boolean NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    code_expires_at timestamptz,
    CONSTRAINT ck_one_time_secrets_attempts CHECK (attempts_left >= 0),
    CONSTRAINT ck_one_time_secrets_code CHECK ((code_mac IS NULL) = (code_expires_at IS NULL)),
    CONSTRAINT ck_one_time_secrets_bound CHECK (code_mac IS NULL OR (bound_to IS NOT NULL AND attempts_left IS NOT NULL))
  )`,
  'CREATE UNIQUE INDEX {uq_one_time_secrets_newest!} ON {one_time_secrets} (purpose, subject) WHERE NOT keeps_earlier',
  'CREATE INDEX {ix_one_time_secrets_subject!} ON {one_time_secrets} (purpose, subject)',
  'CREATE INDEX {ix_one_time_secrets_bound_to!} ON {one_time_secrets} (purpose, bound_to)',
  'CREATE INDEX {ix_one_time_secrets_expires_at!} ON {one_time_secrets} (expires_at)',
] as const;

/**
 * Makes `one_time_secrets`. The payload is `json` and not `jsonb`, which refuses U+0000 in a text. `down` makes every secret
 * invalid that is still unused.
 */
export class CreateOneTimeSecrets1795914000000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {one_time_secrets}');
  }
}
