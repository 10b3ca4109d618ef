import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds how and when the user of a session was authenticated. Both are null in existing sessions and in sessions that an instance of an
 * earlier version begins.
 */
export class AddAuthentication1795910400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions ADD amr text[], ADD auth_time timestamptz,
        ADD CONSTRAINT ck_sessions_authentication CHECK ((amr IS NULL) = (auth_time IS NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP amr, DROP auth_time');
  }
}
