import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
import { Database, migrate } from '@portcullis/database';
import { mikroOrmAdapter } from '@portcullis/database/mikro-orm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MIGRATIONS } from '../support/migrations.js';

const ORDER = new EntitySchema<{ id: number; item: string }>({
  name: 'Order',
  tableName: 'orders',
  properties: { id: { type: 'number', primary: true }, item: { type: 'string' } },
});

describe('the schema generator of MikroORM, after the migrations', () => {
  let database: TestDatabase;
  let orm: MikroORM;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await orm.close();
    await database.drop();
  });

  async function changesWith(schemaGenerator: object): Promise<string> {
    orm = await MikroORM.init({ clientUrl: database.url, entities: [ORDER], schemaGenerator });
    await orm.schema.updateSchema();
    await migrate(new Database(await mikroOrmAdapter(orm), { schema: 'auth' }), MIGRATIONS);
    return orm.schema.getUpdateSchemaSQL();
  }

  it('proposes nothing if it ignores their schema', async () => {
    expect((await changesWith({ ignoreSchema: ['auth'] })).trim()).toBe('');
  });

  it('would drop them otherwise', async () => {
    expect(await changesWith({})).toContain('drop table if exists "auth"."users" cascade');
  });
});
