import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { type PreparedQuery, queryPrepared, queryRows } from '@portcullis/database';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Wire } from '../support/wire.js';

const ONE: PreparedQuery = { name: 'one', sql: 'SELECT 1 AS number', writes: true };

describe('a connection that the server ends in the same breath as it says that it is ready', () => {
  let database: TestDatabase;
  let wire: Wire;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    wire = await Wire.to(database.url);
    dataSource = await new DataSource({ type: 'postgres', url: wire.url, poolSize: 2 }).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await wire.close();
  });

  it.each([
    ['TypeORM', () => queryRows(dataSource, 'SELECT 1 AS number', [])],
    ['a look-up', () => queryPrepared(dataSource, ONE, [])],
  ])('costs %s an answer, and the process nothing', async (_whose, ask) => {
    await ask();
    await wire.fail('ends what opens');
    // The first has the connection that there is, and the second opens another.
    const [answered, refused] = await Promise.allSettled([ask(), ask()]);
    expect(answered).toEqual({ status: 'fulfilled', value: [{ number: 1 }] });
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(ServiceUnavailableError) });
    await wire.mend();
    expect(await Promise.all([ask(), ask()])).toEqual([[{ number: 1 }], [{ number: 1 }]]);
  });
});
