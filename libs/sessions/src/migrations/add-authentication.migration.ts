import type { Migration, MigrationRunner } from '@portcullis/database';

/**
 * Adds how and when the user of a session was authenticated. Both are null in existing sessions and in sessions that an instance of an
 * earlier version begins.
 */
export class AddAuthentication1795910400000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE {sessions} ADD amr text[], ADD auth_time timestamptz,
        ADD CONSTRAINT ck_sessions_authentication CHECK ((amr IS NULL) = (auth_time IS NULL))`);
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE {sessions} DROP amr, DROP auth_time');
  }
}
