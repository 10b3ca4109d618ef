import type { Migration, MigrationRunner } from '@portcullis/database';

/** The table of `@portcullis/users`, or one with the same columns. */
const FIND_USERS = `
  SELECT count(*)::int AS columns FROM pg_attribute
  WHERE attrelid = to_regclass('{users}') AND attname IN ('id', 'username') AND NOT attisdropped`;

/** A subject is certain if it is the id or the username of exactly one user. Two joins, because each can be a hash join. */
const FILL = `
  UPDATE {sessions} AS sessions SET user_id = owner.id
  FROM (
    SELECT session_id, min(user_id) AS id FROM (
      SELECT sessions.id AS session_id, users.id::text AS user_id
      FROM {sessions} AS sessions JOIN {users} AS users ON users.id::text = sessions.subject WHERE sessions.ended_at IS NULL
      UNION
      SELECT sessions.id, users.id::text
      FROM {sessions} AS sessions JOIN {users} AS users ON users.username::text = sessions.subject WHERE sessions.ended_at IS NULL
    ) AS candidates
    GROUP BY session_id HAVING count(*) = 1
  ) AS owner
  WHERE sessions.id = owner.session_id`;

const END_THE_OTHERS =
  "UPDATE {sessions} SET ended_at = now(), end_reason = 'administration' WHERE ended_at IS NULL AND user_id IS NULL";

/**
 * Keys sessions by the id of their user instead of the `sub` of their tokens, which is an id or a username. Otherwise, after a change of that
 * setting, a user named `1` would have the sessions of the user with the id 1. A living session whose subject does not name exactly one
 * user of the table `users` ends. Without such a table, or on a running instance of an earlier version, the subject is used as the id; a
 * session with a wrong id is not refreshed.
 */
export class KeySessionsByUser1776211200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE {sessions} ADD user_id text');
    const [users] = (await runner.query(FIND_USERS)) as { columns: number }[];
    if (users?.columns === 2) {
      await runner.query(FILL);
      await runner.query(END_THE_OTHERS);
    }
    await runner.query('DROP INDEX {ix_sessions_subject_living}');
    await runner.query(`
      CREATE INDEX {ix_sessions_user_living!} ON {sessions} (COALESCE(user_id, subject), last_used_at, id)
      WHERE ended_at IS NULL`);
    await runner.query(`
      CREATE TABLE {session_cut_offs} (
        user_id text CONSTRAINT {pk_session_cut_offs!} PRIMARY KEY,
        cut_off_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX {ix_session_cut_offs_cut_off_at!} ON {session_cut_offs} (cut_off_at)');
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {session_cut_offs}');
    await runner.query('DROP INDEX {ix_sessions_user_living}');
    await runner.query('CREATE INDEX {ix_sessions_subject_living!} ON {sessions} (subject) WHERE ended_at IS NULL');
    await runner.query('ALTER TABLE {sessions} DROP user_id');
  }
}
