import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { LONG } from './support/fault-run.js';

/** Each costs more than a second of processor time. */
const PROCESSES = LONG ? 5 : 3;

describe(`${PROCESSES} processes that start together on an empty database`, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('all become ready, and migrate the database once', async () => {
    const env = sharedBy(database.url);
    const services = await Promise.all(Array.from({ length: PROCESSES }, () => startProcess({ env })));
    const migrations = await query(
      database.url,
      'SELECT name, count(*)::int AS times FROM portcullis_migrations GROUP BY name',
    );
    expect(migrations.length).toBeGreaterThan(0);
    expect(migrations.filter(({ times }) => times !== 1)).toEqual([]);

    const clients = services.map(({ url }) => new Client(url));
    const { token } = await clients[0]!.newcomer('alice');
    const answers = await Promise.all(clients.map((client) => client.me(token)));
    expect(answers.map(({ status }) => status)).toEqual(services.map(() => 200));
  });
});
