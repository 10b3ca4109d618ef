import type { Migration, MigrationRunner } from '@portcullis/database';

const UP = [
  `CREATE TABLE {reserved_usernames} (
    username_canonical text COLLATE "C" CONSTRAINT {pk_reserved_usernames!} PRIMARY KEY,
    user_id integer,
    reserved_until timestamptz NOT NULL
  )`,
  'CREATE INDEX {ix_reserved_usernames_until!} ON {reserved_usernames} (reserved_until)',
] as const;

/**
 * Creates `reserved_usernames`. No foreign key refers to `users`, because a reservation outlives its user. Instances of an earlier version
 * ignore reservations.
 */
export class CreateReservedUsernames1796065200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of UP) {
      await runner.query(sql);
    }
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {reserved_usernames}');
  }
}
