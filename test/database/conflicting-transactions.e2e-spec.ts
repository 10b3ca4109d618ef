import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { Database, type PreparedQuery, type Query } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { withClient } from '../users/seed-table.js';

const WRITERS = 12;

const ADD = 'UPDATE counters SET value = value + 1 WHERE id = $1 RETURNING value';
const PREPARED_ADD: PreparedQuery = { name: 'add', sql: ADD };
const VALUE: PreparedQuery = { name: 'value', sql: 'SELECT value FROM counters WHERE id = ANY($1::int[])' };
const NUMBER: PreparedQuery = { name: 'number', sql: 'SELECT n AS number FROM unnest($1::int[]) AS n' };

describe.each(['serializable', 'repeatable read', 'read committed'])(
  'transactions in a database with the default isolation level %s',
  (level) => {
    let database: TestDatabase;
    let dataSource: DataSource;
    let port: Database;
    let impatientSource: DataSource;
    /** Stops waiting for a lock after a tenth of a second, and tries again. */
    let impatient: Database;

    beforeAll(async () => {
      database = await createTestDatabase();
      await withClient(database.url, async (client) => {
        const name = new URL(database.url).pathname.slice(1);
        await client.query(`ALTER DATABASE ${name} SET default_transaction_isolation = '${level}'`);
        await client.query('CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)');
        await client.query('INSERT INTO counters VALUES (1, 0), (2, 0), (3, 0), (4, 0)');
      });
      const options = { type: 'postgres', url: database.url, poolSize: WRITERS } as const;
      dataSource = await new DataSource(options).initialize();
      port = new Database(typeOrmAdapter(dataSource));
      impatientSource = await new DataSource({ ...options, extra: { lock_timeout: 100 } }).initialize();
      impatient = new Database(typeOrmAdapter(impatientSource));
    });

    afterAll(async () => {
      await Promise.all([dataSource.destroy(), impatientSource.destroy()]);
      await database.drop();
    });

    afterEach(async () => {
      await dataSource.query('UPDATE counters SET value = 0');
    });

    const inTransaction = <T>(work: (query: Query) => Promise<T>, through = port) =>
      through.transaction(({ query }) => work(query));

    /** Runs the work once per connection of the pool, all at the same time. */
    const write = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: WRITERS }, work));
    const valueOf = async (id: number) => {
      const [row] = await dataSource.query<{ value: number }[]>('SELECT value FROM counters WHERE id = $1', [id]);
      return row?.value;
    };

    it.each<[string, (id: number) => Promise<unknown>]>([
      ['a statement', (id) => port.query(ADD, [id])],
      ['a prepared statement', (id) => port.prepared(PREPARED_ADD, [id])],
      ['a transaction', (id) => inTransaction((query) => query(ADD, [id]))],
    ])('lose no concurrent change of %s', async (_what, add) => {
      await write(() => add(1));
      expect(await valueOf(1)).toBe(WRITERS);
    });

    it('see what the holder of a lock has committed', async () => {
      await write(() =>
        inTransaction(async (query) => {
          await query('SELECT pg_advisory_xact_lock(1)');
          const there = await query('SELECT FROM counters WHERE value = 99');
          if (there.length === 0) {
            await query(`INSERT INTO counters SELECT max(id) + 1, 99 FROM counters`);
          }
        }),
      );
      expect(await dataSource.query('DELETE FROM counters WHERE value = 99 RETURNING id')).toEqual([[{ id: 5 }], 1]);
    });

    it('run again after a deadlock', async () => {
      const both = (first: number, second: number) =>
        inTransaction(async (query) => {
          await query(ADD, [first]);
          await query('SELECT pg_sleep(0.01)');
          await query(ADD, [second]);
        }, impatient);
      // The server resolves a deadlock after a second, which leaves too little of the deadline on a busy machine.
      await Promise.all([both(2, 3), both(3, 2)]);
      expect([await valueOf(2), await valueOf(3)]).toEqual([2, 2]);
    });

    it('wait for a lock that is released soon', async () => {
      await withClient(database.url, async (holder) => {
        await lockCounters(holder);
        const writing = Promise.all([
          impatient.query(ADD, [4]),
          impatient.prepared(PREPARED_ADD, [4]),
          Promise.all([impatient.lookUp(VALUE, [[1]]), impatient.lookUp(NUMBER, [[7]])]),
        ]);
        await untilGivenUp(holder);
        await holder.query('COMMIT');
        expect((await writing)[2]).toEqual([[{ value: 0 }], [{ number: 7 }]]);
        expect(await valueOf(4)).toBe(2);
      });
    });

    it('fail with a 503 if a lock is not released, and leave their connections usable', async () => {
      await withClient(database.url, async (holder) => {
        await lockCounters(holder);
        const outcomes = await Promise.allSettled([
          impatient.query(ADD, [4]),
          impatient.prepared(PREPARED_ADD, [4]),
          inTransaction((query) => query(ADD, [4]), impatient),
          impatient.lookUp(VALUE, [[4]]),
        ]);
        for (const outcome of outcomes) {
          expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ServiceUnavailableError) });
        }
        await holder.query('COMMIT');
        expect(await valueOf(4)).toBe(0);
        expect(await impatient.lookUp(VALUE, [[4]])).toEqual([{ value: 0 }]);
      });
    });

    it('throw errors that a retry can’t mend', async () => {
      const bad = () => port.prepared({ name: 'nowhere', sql: 'SELECT 1 FROM nowhere' }, []);
      await expect(bad()).rejects.toMatchObject({ code: '42P01' });
      await expect(port.query('SELECT 1 FROM nowhere', [])).rejects.toMatchObject({ code: '42P01' });
    });
  },
);

async function lockCounters(client: Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  await client.query('LOCK TABLE counters IN ACCESS EXCLUSIVE MODE');
}

/** Waits until one of the backends that wait for the table has given up. */
async function untilGivenUp(client: Client): Promise<void> {
  const waiting = `SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'counters'::regclass`;
  let before: number[] = [];
  for (;;) {
    const now = (await client.query<{ pid: number }>(waiting)).rows.map(({ pid }) => pid);
    if (before.some((pid) => !now.includes(pid))) {
      return;
    }
    before = now;
  }
}
