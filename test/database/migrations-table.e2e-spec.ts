import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Database, type Migration, migrate, type MigrationRunner, pgAdapter } from '@portcullis/database';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const INSTANCES = 8;
/** PostgreSQL reports the rarest of the errors (42710) in about one of thirteen rounds. */
const ROUNDS = 60;

class CreateThings1767225600000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE {things} (id int)');
  }

  async down(runner: MigrationRunner): Promise<void> {
    await runner.query('DROP TABLE {things}');
  }
}

let database: TestDatabase;
let pools: Pool[];
let instances: Database[];

beforeAll(async () => {
  database = await createTestDatabase();
  pools = Array.from({ length: INSTANCES }, () => new Pool({ connectionString: database.url, max: 2 }));
  instances = pools.map((pool) => new Database(pgAdapter(pool)));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

it('is created and locked by all instances that start on an empty database at the same time', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const ran = await Promise.all(instances.map((instance) => migrate(instance, [CreateThings1767225600000])));
    expect(ran.flat()).toEqual(['CreateThings1767225600000']);
    await pools[0]!.query('DROP TABLE portcullis_migrations, things');
  }
});

it('reports that another relation has its name', async () => {
  await pools[0]!.query('CREATE TYPE portcullis_migrations AS ENUM ()');
  const migrated = migrate(instances[0]!, [CreateThings1767225600000]);
  await expect(migrated).rejects.toThrow('type "portcullis_migrations" already exists');
  await pools[0]!.query('DROP TYPE portcullis_migrations');
});
