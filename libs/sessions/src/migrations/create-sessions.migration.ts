import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {sessions} (
    id uuid CONSTRAINT {pk_sessions!} PRIMARY KEY,
    subject text NOT NULL,
    client_id text,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    idle_expires_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address text,
    user_agent text,
    current_hash bytea NOT NULL,
    previous_hash bytea,
    sealed_successor bytea,
    rotated_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    CONSTRAINT ck_sessions_idle CHECK (idle_expires_at <= expires_at),
    CONSTRAINT ck_sessions_rotated CHECK ((previous_hash IS NULL) = (rotated_at IS NULL)),
    CONSTRAINT ck_sessions_sealed CHECK (sealed_successor IS NULL OR previous_hash IS NOT NULL),
    CONSTRAINT ck_sessions_ended CHECK ((ended_at IS NULL) = (end_reason IS NULL))
  )`,
  'CREATE INDEX {ix_sessions_subject_living!} ON {sessions} (subject) WHERE ended_at IS NULL',
  'CREATE INDEX {ix_sessions_over!} ON {sessions} (LEAST(ended_at, idle_expires_at))',
] as const;

/**
 * Creates `sessions`. Refers to a user by the `sub` of their tokens and without a foreign key: users may be in another database or in a
 * service.
 */
export class CreateSessions1772323200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {sessions}');
  }
}
