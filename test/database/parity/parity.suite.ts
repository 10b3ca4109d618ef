import { ServiceUnavailableError } from '@portcullis/auth';
import { Database, epochMilliseconds, jsonArray, migrate, type PreparedQuery, sqlStateOf } from '@portcullis/database';
import { expect } from 'expect';
import { types } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { MIGRATIONS } from '../../support/migrations.js';
import { eventually } from '../../support/eventually.js';
import { expectInTime } from '../../support/in-time.js';
import { Wire } from '../../support/wire.js';
import { withClient } from '../../users/seed-table.js';
import type { Layer, LayerOptions, OpenLayer } from '../layers/layer.js';
import type { TestRunner } from './test-runner.js';

const ONE: PreparedQuery = { name: 'one', sql: 'SELECT 1 AS number' };
const TWO: PreparedQuery = { name: 'two', sql: `SELECT $1::text AS word` };

const VALUES = `
  SELECT 'text' AS text, 7::int AS number, 2.5::float8 AS fraction, true AS yes, NULL::text AS nothing,
    ${epochMilliseconds('$1::timestamptz')} AS time, ${jsonArray('$2::text[]')} AS words, cardinality($3::int[]) AS count,
    encode($4::bytea, 'hex') AS bytes, $5::text AS given, $6::boolean AS no, ($5::text = $5) AS twice`;

const TIME = new Date('2026-02-03T04:05:06.789Z');

/** What holds over each data layer. */
export function parity(
  { describe, it, beforeAll, afterAll, beforeEach, afterEach }: TestRunner,
  open: OpenLayer,
): void {
  let testDatabase: TestDatabase;
  let wire: Wire;
  let layers: Layer[];
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await withClient(testDatabase.url, (client) =>
      client.query(
        'CREATE TABLE names (name text CONSTRAINT names_key PRIMARY KEY); CREATE TABLE counters (value int)',
      ),
    );
  });
  afterAll(() => testDatabase.drop());

  beforeEach(async () => {
    wire = await Wire.to(testDatabase.url);
    layers = [];
    database = await connected();
  });
  afterEach(async () => {
    // First, because a pool waits for the end of its connections, also of silent ones.
    await wire.close();
    await Promise.all(layers.map((layer) => layer.close().catch(() => undefined)));
  });

  /** Another instance of the application. */
  async function connected(options: Pick<LayerOptions, 'queryTimeoutMs'> = {}): Promise<Database> {
    const layer = await open({ url: wire.url, ...options });
    layers.push(layer);
    return new Database(layer.adapter);
  }

  const expectUnavailable = (running: Promise<unknown>) =>
    expect(running).rejects.toBeInstanceOf(ServiceUnavailableError);
  const expectUnavailableSoon = (work: () => Promise<unknown>) => expectInTime(2_500, () => expectUnavailable(work()));

  const untilUsable = () => eventually(() => database.query(ONE.sql).then(Boolean, () => false), 30_000);

  const expectValues = async () => {
    const values = [TIME, ['a', 'b"c,{}'], [1, 2, 3], Buffer.from('00ff', 'hex'), 'ein Wort', false];
    const expected = {
      text: 'text',
      number: 7,
      fraction: 2.5,
      yes: true,
      nothing: null,
      time: TIME.getTime(),
      words: '["a","b\\"c,{}"]',
      count: 3,
      bytes: '00ff',
      given: 'ein Wort',
      no: false,
      twice: true,
    };
    expect(await database.query(VALUES, values)).toEqual([expected]);
    expect(await database.transaction(({ query }) => query(VALUES, values))).toEqual([expected]);
    const within = layers[0]!.transaction((tx) => database.within(tx.raw, () => database.query(VALUES, values)));
    expect(await within).toEqual([expected]);
  };

  it('values are the same in statements, transactions and transactions of the application', expectValues);

  describe('in an application that replaces the parsers of pg', () => {
    const { INT8, JSON, JSONB, NUMERIC, TIMESTAMPTZ, VARCHAR, BYTEA } = types.builtins;
    const before = [INT8, JSON, JSONB, NUMERIC, TIMESTAMPTZ, VARCHAR, BYTEA].map(
      (type) => [type, types.getTypeParser(type)] as const,
    );
    beforeAll(() => before.forEach(([type]) => types.setTypeParser(type, (text) => [text])));
    afterAll(() => before.forEach(([type, parser]) => types.setTypeParser(type, parser)));
    it('values are the same', expectValues);
  });

  it('look-ups of one moment return their own rows', async () => {
    const found = await Promise.all([
      database.lookUp(ONE, []),
      database.lookUp(TWO, ['two']),
      database.lookUp(TWO, ['b']),
    ]);
    expect(found).toEqual([[{ number: 1 }], [{ word: 'two' }], [{ word: 'b' }]]);
  });

  it('migrations run once, on several instances', async () => {
    // Two wait for the first, which may be slow.
    const patient = { queryTimeoutMs: 60_000 };
    const instances = [await connected(patient), await connected(patient), await connected(patient)];
    const ran = await Promise.all(instances.map((one) => migrate(one, MIGRATIONS)));
    expect(ran.toSorted((one, other) => other.length - one.length)).toEqual([
      MIGRATIONS.map(({ name }) => name),
      [],
      [],
    ]);
  });

  it('of two instances that take a name at once, one succeeds and the others read 23505', async () => {
    const take = (one: Database) => one.transaction(({ query }) => query(`INSERT INTO names VALUES ('alice')`));
    const instances = [database, await connected()];
    const taken = await Promise.allSettled([...instances, ...instances, ...instances].map(take));
    const states = taken.map((outcome) =>
      outcome.status === 'fulfilled' ? 'taken' : String(sqlStateOf(outcome.reason)),
    );
    expect(states.toSorted()).toEqual(['23505', '23505', '23505', '23505', '23505', 'taken']);
    await database.query('DELETE FROM names');
  });

  it('a transaction is rolled back if its work throws, and its connection is usable', async () => {
    const work = database.transaction(async ({ query }) => {
      await query(`INSERT INTO names VALUES ('bob')`);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database.query('SELECT name FROM names')).toEqual([]);
  });

  it('conflicts in a serializable database run again', async () => {
    const name = new URL(testDatabase.url).pathname.slice(1);
    await withClient(testDatabase.url, async (client) => {
      await client.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
      await client.query('DELETE FROM counters; INSERT INTO counters VALUES (0)');
    });
    const one = await connected();
    await Promise.all(Array.from({ length: 12 }, () => one.query('UPDATE counters SET value = value + 1')));
    await withClient(testDatabase.url, (client) => client.query(`ALTER DATABASE ${name} RESET ALL`));
    expect(await one.query('SELECT value FROM counters')).toEqual([{ value: 12 }]);
  });

  it('a cancelled statement is a 503, and its connection is usable', async () => {
    const running = database.query(`SELECT pg_sleep(30)::text AS slept, 'to be cancelled' AS mark`);
    const outcome = expectUnavailable(running);
    const CANCEL = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%to be can' || 'celled%'`;
    await withClient(testDatabase.url, async (client) => {
      await eventually(async () => (await client.query(CANCEL)).rows.length > 0, 30_000);
    });
    await outcome;
    expect(await database.query(ONE.sql)).toEqual([{ number: 1 }]);
  });

  it('an outage is a 503 within two seconds, and ends with it', async () => {
    await database.query(ONE.sql);
    await wire.fail('refuses');
    await expectUnavailableSoon(() => database.query(ONE.sql));
    await expectUnavailableSoon(() => database.prepared(ONE, []));
    await expectUnavailableSoon(() => database.lookUp(ONE, []));
    await expectUnavailableSoon(() => database.transaction(({ query }) => query(ONE.sql)));
    await wire.mend();
    expect(await database.query(ONE.sql)).toEqual([{ number: 1 }]);
  });

  it('a restart ends the statements in progress with a 503, and the next ones work', async () => {
    await Promise.all([database.query(ONE.sql), database.query(ONE.sql)]);
    const running = expectUnavailable(database.query('SELECT pg_sleep(30)::text AS slept'));
    await withClient(testDatabase.url, async (client) => {
      const END = `
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
          AND EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%' AND state = 'active')`;
      await eventually(async () => (await client.query(END)).rows.length > 0, 30_000);
    });
    await running;
    // A connection may be lent before its end is read.
    await untilUsable();
  });

  it('a server that falls silent is a 503 within two seconds, and its connections are not used again', async () => {
    await Promise.all([database.query(ONE.sql), database.query(ONE.sql), database.query(ONE.sql)]);
    await wire.fail('is silent');
    await expectUnavailableSoon(() => database.query(ONE.sql));
    await expectUnavailableSoon(() => database.transaction(({ query }) => query(ONE.sql)));
    await wire.mend();
    // Knex still throws the error of a connection that it began to open during the silence.
    await untilUsable();
    expect(await Promise.all([database.query(ONE.sql), database.lookUp(ONE, [])])).toHaveLength(2);
  });
}
