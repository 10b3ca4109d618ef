import type { Migration, MigrationRunner } from '@portcullis/database';

/** Creates the table of the signing keys. `down` deletes the keys, so that every access token they have signed becomes invalid. */
export class CreateSigningKeys1772755200000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE {signing_keys} (
        kid text PRIMARY KEY,
        algorithm text NOT NULL,
        public_jwk jsonb NOT NULL,
        private_key bytea NOT NULL,
        published_at timestamptz NOT NULL,
        active_from timestamptz NOT NULL,
        retires_at timestamptz,
        expires_at timestamptz
      )`);
    await runner.query(`COMMENT ON COLUMN {signing_keys}.private_key IS 'Encrypted (AES-256-GCM)'`);
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {signing_keys}');
  }
}
