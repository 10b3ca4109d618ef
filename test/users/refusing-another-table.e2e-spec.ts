import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MIGRATIONS } from '../support/migrations.js';
import { SEED_TABLE, shapeOf, withClient } from './seed-table.js';

const OTHER_SHAPES: readonly (readonly [what: string, change: string, difference: string])[] = [
  [
    'another type of id',
    'ALTER TABLE users DROP id; ALTER TABLE users ADD id uuid PRIMARY KEY DEFAULT gen_random_uuid()',
    '"id" is uuid and not integer',
  ],
  ['ids that are not the primary key', 'ALTER TABLE users DROP CONSTRAINT users_pkey', '"id" is not the primary key'],
  ['ids without a sequence', 'ALTER TABLE users ALTER id DROP DEFAULT', '"id" has no sequence'],
  ['no email', 'ALTER TABLE users DROP email', 'there is no column "email"'],
  ['another name for the hash', 'ALTER TABLE users RENAME hashed_password TO password', 'no column "hashed_password"'],
  ['narrower hashes', 'ALTER TABLE users ALTER hashed_password TYPE varchar(60)', 'character varying(60) and not'],
  ['times without a zone', 'ALTER TABLE users ALTER created_at TYPE timestamp', 'timestamp without time zone and not'],
  ['optional names', 'ALTER TABLE users ALTER username DROP NOT NULL', '"username" can be null'],
  ['canonical names of another kind', 'ALTER TABLE users ADD email_canonical integer', '"email_canonical" is integer'],
  [
    'roles in another form',
    `ALTER TABLE users ADD roles jsonb DEFAULT '["admin"]'`,
    'The column "roles" of the table "users" is jsonb and not text[], and has not been changed. Rename it',
  ],
  ['one role', 'ALTER TABLE users ADD roles text', '"roles" of the table "users" is text and not text[]'],
  ['shorter roles', 'ALTER TABLE users ADD roles varchar(9)[]', 'is character varying(9)[] and not text[]'],
  [
    'a duplicate name',
    `DROP INDEX ix_users_username;
     INSERT INTO users (id, username, email, hashed_password) VALUES (7, 'a', 'a@b', ''), (8, 'a', 'b@b', '')`,
    'the rows with the ids 7, 8 have the same username',
  ],
  ['a view', 'ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people', 'not an ordinary table'],
];

describe('a users table of another shape', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it.each(OTHER_SHAPES)('with %s is refused and not changed', async (_what, change, difference) => {
    await withClient(database.url, async (client) => {
      await client.query(SEED_TABLE);
      await client.query(change);
      const before = await shapeOf(client);
      await expect(migrate(database.url)).rejects.toThrow(difference);
      expect(await shapeOf(client)).toEqual(before);
    });
  });

  it('names every difference at once', async () => {
    await withClient(database.url, (client) => client.query('CREATE TABLE users (id uuid, name text)'));
    await expect(migrate(database.url)).rejects.toThrow(/"users" can't be adopted.*uuid.*"username".*"created_at"/);
  });

  it('is adopted once it has been corrected', async () => {
    await withClient(database.url, async (client) => {
      await client.query(SEED_TABLE);
      await client.query('ALTER TABLE users ALTER username DROP NOT NULL');
      await expect(migrate(database.url)).rejects.toThrow();
      await client.query('ALTER TABLE users ALTER username SET NOT NULL');
      expect(await migrate(database.url)).toHaveLength(MIGRATIONS.length);
    });
  });
});
