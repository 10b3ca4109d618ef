import { setImmediate } from 'node:timers/promises';
import { Database, sqlStateOf } from '@portcullis/database';
import { expect } from 'expect';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { withClient } from '../../users/seed-table.js';
import type { Layer, LayerOptions, OpenLayer } from '../layers/layer.js';
import type { TestRunner } from './test-runner.js';

const ORDER = `INSERT INTO orders VALUES ('of the application')`;
const ACCOUNT = 'INSERT INTO accounts VALUES ($1::text)';

/** What holds in a transaction of the application. */
export function hostTransactions(
  { it, beforeAll, afterAll, beforeEach, afterEach }: TestRunner,
  open: OpenLayer,
): void {
  let testDatabase: TestDatabase;
  let opened: Layer[];
  let layer: Layer;
  let database: Database;
  let published: string[];

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await withClient(testDatabase.url, (client) =>
      client.query(
        'CREATE TABLE orders (name text); CREATE TABLE accounts (name text PRIMARY KEY); CREATE TABLE counters (value int)',
      ),
    );
  });
  afterAll(() => testDatabase.drop());

  beforeEach(async () => {
    await withClient(testDatabase.url, (client) =>
      client.query('TRUNCATE orders, accounts, counters; INSERT INTO counters VALUES (0)'),
    );
    published = [];
    opened = [];
    await connect({});
  });
  afterEach(async () => {
    await Promise.all(opened.map((one) => one.close()));
  });

  async function connect(options: Partial<LayerOptions>): Promise<void> {
    layer = await open({ url: testDatabase.url, ...options });
    opened.push(layer);
    database = new Database(layer.adapter);
  }

  /** A write of these libraries, with its event. */
  const register = (name: string) =>
    database.transaction(async (transaction) => {
      await transaction.query(ACCOUNT, [name]);
      transaction.afterCommit(() => void published.push(name));
    });

  const stored = () =>
    withClient(testDatabase.url, async (client) => {
      const { rows } = await client.query('SELECT name FROM orders UNION ALL SELECT name FROM accounts ORDER BY name');
      return rows.map(({ name }: { name: string }) => name);
    });

  async function untilPublished(count: number): Promise<void> {
    while (published.length < count) {
      await setImmediate();
    }
  }

  it('commits the writes of both, and then publishes the events', async () => {
    await layer.transaction(async (tx) => {
      await tx.write(ORDER);
      await database.within(tx.raw, async () => {
        await register('alice');
        await register('bob');
        expect(await database.query('SELECT name FROM accounts ORDER BY name')).toHaveLength(2);
      });
      expect(await stored()).toEqual([]);
      expect(published).toEqual([]);
    });
    expect(await stored()).toEqual(['alice', 'bob', 'of the application']);
    await untilPublished(2);
    expect(published.toSorted()).toEqual(['alice', 'bob']);
  });

  it('rolls back the writes of both, and publishes nothing', async () => {
    const work = layer.transaction(async (tx) => {
      await database.within(tx.raw, () => register('alice'));
      await tx.write(ORDER);
      throw new Error('no stock');
    });
    await expect(work).rejects.toThrow('no stock');
    expect(await stored()).toEqual([]);
    // This event is asked for after those of the transaction above.
    await layer.transaction((tx) => database.within(tx.raw, () => register('bob')));
    await untilPublished(1);
    expect(published).toEqual(['bob']);
  });

  it('is usable after an error inside it', async () => {
    await register('alice');
    await layer.transaction(async (tx) => {
      await tx.write(ORDER);
      const taken = database.within(tx.raw, () => register('alice'));
      expect(sqlStateOf(await taken.catch((error: unknown) => error))).toBe('23505');
      await database.within(tx.raw, () => register('bob'));
    });
    expect(await stored()).toEqual(['alice', 'bob', 'of the application']);
  });

  it('needs no second connection', async () => {
    await connect({ max: 1 });
    await layer.transaction(async (tx) => {
      await database.within(tx.raw, async () => {
        await Promise.all([register('alice'), register('bob')]);
        expect(await database.lookUp({ name: 'one', sql: 'SELECT 1 AS one' }, [])).toEqual([{ one: 1 }]);
      });
    });
    await untilPublished(2);
    expect(await stored()).toEqual(['alice', 'bob']);
  });

  it('gets conflicts unchanged, because only the application can repeat it', async () => {
    const increase = (meanwhile: () => Promise<unknown>) =>
      layer.transaction(async (tx) => {
        await tx.write('SELECT value FROM counters');
        await meanwhile();
        await database.within(tx.raw, () => database.query('UPDATE counters SET value = value + 1'));
      }, 'SERIALIZABLE');
    const conflicting = increase(() => increase(async () => undefined));
    expect(sqlStateOf(await conflicting.catch((error: unknown) => error))).toBe('40001');
  });

  it('does not hold what runs outside of it', async () => {
    const work = layer.transaction((tx) =>
      database.within(tx.raw, async () => {
        await register('alice');
        await database.outside(() => register('counted'));
        throw new Error('wrong password');
      }),
    );
    await expect(work).rejects.toThrow('wrong password');
    expect(await stored()).toEqual(['counted']);
  });

  it('must have begun', async () => {
    const work = database.within(layer.withoutTransaction, () => register('alice'));
    await expect(work).rejects.toThrow('Database.within() needs a transaction that has begun');
    await expect(database.within(undefined, () => register('alice'))).rejects.toThrow('and got undefined');
    expect(await stored()).toEqual([]);
  });
}
