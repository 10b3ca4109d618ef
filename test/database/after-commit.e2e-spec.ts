import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, pgAdapter } from '@portcullis/database';
import { Pool, type PoolClient } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';

describe('tasks for after the commit, in a transaction of the application', () => {
  let database: TestDatabase;
  let pool: Pool;
  let port: Database;
  let host: PoolClient;
  let done: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    port = new Database(pgAdapter(pool));
  });
  beforeEach(async () => {
    done = [];
    host = await pool.connect();
    await host.query('BEGIN');
  });
  afterEach(() => host.release());
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Does its task after the commit, in a savepoint of its own. */
  const step = (name: string) =>
    port.transaction(async (transaction) => transaction.afterCommit(() => done.push(name)));

  async function committed(): Promise<string[]> {
    await port.within(host, () => step('last'));
    expect(done).toEqual([]);
    await host.query('COMMIT');
    await eventually(() => done.includes('last'), 30_000);
    return done;
  }

  it('run once it is committed', async () => {
    await port.within(host, () => step('first'));
    expect((await committed()).toSorted()).toEqual(['first', 'last']);
  });

  it('run with those of the savepoints within theirs', async () => {
    await port.within(host, () => port.transaction(async () => Promise.all([step('inner'), step('another')])));
    expect((await committed()).toSorted()).toEqual(['another', 'inner', 'last']);
  });

  it('do not run if a savepoint around theirs is rolled back', async () => {
    const failed = port.within(host, () =>
      port.transaction(async () => {
        await step('inner');
        throw new Error('the work failed');
      }),
    );
    await expect(failed).rejects.toThrow('the work failed');
    expect(await committed()).toEqual(['last']);
  });

  it('query outside of it', async () => {
    let isWithin: boolean | undefined;
    await port.within(host, () =>
      port.transaction(async (transaction) => transaction.afterCommit(() => (isWithin = port.isWithin))),
    );
    await committed();
    await eventually(() => isWithin !== undefined, 30_000);
    expect(isWithin).toBe(false);
  });

  it('never run after a rollback', async () => {
    await port.within(host, () => step('lost'));
    await host.query('ROLLBACK');
    await host.query('BEGIN');
    expect(await committed()).toEqual(['last']);
  });
});
