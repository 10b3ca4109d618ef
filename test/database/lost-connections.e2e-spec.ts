import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { Database, type PreparedQuery } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Wire } from '../support/wire.js';
import { DRIVERS } from './drivers.js';

const ONE: PreparedQuery = { name: 'one', sql: 'SELECT 1 AS number' };

describe.each(DRIVERS)('a connection of %s that the server closes as soon as it is open', (_driver, options) => {
  let database: TestDatabase;
  let wire: Wire;
  let dataSource: DataSource;
  let port: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    wire = await Wire.to(database.url);
    dataSource = await new DataSource({ type: 'postgres', url: wire.url, poolSize: 2, ...options }).initialize();
    port = new Database(typeOrmAdapter(dataSource));
  });
  afterEach(async () => {
    await dataSource.destroy();
    await wire.close();
  });

  it.each([
    ['query', () => port.query(ONE.sql)],
    ['prepared', () => port.prepared(ONE, [])],
    ['lookUp', () => port.lookUp(ONE, [])],
  ])('rejects a call of %s and leaves the process running', async (_name, run) => {
    await run();
    await wire.fail('ends what opens');
    // The first call uses the idle connection, and the second opens one.
    const [succeeded, failed] = await Promise.allSettled([port.query(ONE.sql), run()]);
    expect(succeeded).toEqual({ status: 'fulfilled', value: [{ number: 1 }] });
    expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(ServiceUnavailableError) });
    await wire.mend();
    expect(await Promise.all([run(), run()])).toEqual([[{ number: 1 }], [{ number: 1 }]]);
  });
});
