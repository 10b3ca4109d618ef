import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { Database, type DatabaseOptions, type PreparedQuery } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import fc from 'fast-check';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { DRIVERS } from './drivers.js';

type PostgresOptions = Partial<Extract<DataSourceOptions, { type: 'postgres' }>>;

const SQUARES: PreparedQuery = {
  name: 'squares',
  sql: 'SELECT n, n * n AS square FROM unnest($1::int[]) AS n ORDER BY n',
};
const WORDS: PreparedQuery = { name: 'words', sql: 'SELECT word FROM words WHERE word = ANY($1::text[])' };
const ADD: PreparedQuery = { name: 'add', sql: 'INSERT INTO words VALUES ($1) RETURNING word' };
const BACKEND: PreparedQuery = { name: 'backend', sql: 'SELECT pg_backend_pid() AS pid' };

const UNAVAILABLE = { status: 'rejected', reason: expect.any(ServiceUnavailableError) };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function open(options: PostgresOptions = {}): Promise<DataSource> {
  const opened = await new DataSource({ type: 'postgres', url: database.url, ...options }).initialize();
  await opened.query('DROP TABLE IF EXISTS words');
  await opened.query('CREATE TABLE words (word text PRIMARY KEY)');
  await opened.query(`INSERT INTO words VALUES ('a'), ('an'), ('"the"'), ('{of,NULL}')`);
  return opened;
}

async function withDatabase(
  options: PostgresOptions,
  work: (port: Database, dataSource: DataSource) => Promise<void>,
  databaseOptions: DatabaseOptions = {},
) {
  const opened = await open(options);
  try {
    await work(new Database(typeOrmAdapter(opened), databaseOptions), opened);
  } finally {
    await opened.destroy();
  }
}

describe.each(DRIVERS)('prepared queries that start together with %s', (_driver, options) => {
  let dataSource: DataSource;
  let port: Database;

  beforeEach(async () => {
    dataSource = await open(options);
    port = new Database(typeOrmAdapter(dataSource));
  });
  afterEach(() => dataSource.destroy());

  const withExtra = (extra: object) => ({ ...options, extra: { ...(options.extra as object), ...extra } });
  const run = <TRow>(query: PreparedQuery, ...values: unknown[]) => port.prepared<TRow>(query, values);

  const expectBothToWork = async () =>
    expect(await Promise.all([run(SQUARES, [1]), run(WORDS, ['a'])])).toEqual([[{ n: 1, square: 1 }], [{ word: 'a' }]]);

  it('return their own rows', async () => {
    for (let round = 0; round < 3; round++) {
      const [squares, more, words] = await Promise.all([
        run(SQUARES, [3, 2]),
        run(SQUARES, [4]),
        run(WORDS, ['an', '{of,NULL}', 'if', '"the"']),
      ]);
      expect(squares).toEqual([
        { n: 2, square: 4 },
        { n: 3, square: 9 },
      ]);
      expect(more).toEqual([{ n: 4, square: 16 }]);
      expect(new Set(words)).toEqual(new Set([{ word: 'an' }, { word: '{of,NULL}' }, { word: '"the"' }]));
    }
  });

  it('may have no rows', async () => {
    expect(await Promise.all([run(SQUARES, []), run(WORDS, ['a'])])).toEqual([[], [{ word: 'a' }]]);
    expect(await Promise.all([run(SQUARES, []), run(WORDS, [])])).toEqual([[], []]);
  });

  it('are parsed once per connection', () =>
    withDatabase(withExtra({ max: 1 }), async (single, client) => {
      for (let round = 0; round < 3; round++) {
        await Promise.all([single.prepared(SQUARES, [[1]]), single.prepared(WORDS, [['a']])]);
      }
      const statements = await client.query<{ name: string }[]>('SELECT name FROM pg_prepared_statements');
      expect(new Set(statements.map(({ name }) => name))).toEqual(new Set(['squares', 'words']));
    }));

  it('leave no statement on the connection without names', () =>
    withDatabase(
      withExtra({ max: 1 }),
      async (nameless, client) => {
        expect(await nameless.prepared(SQUARES, [[2]])).toEqual([{ n: 2, square: 4 }]);
        expect(await nameless.lookUp(WORDS, [['an']])).toEqual([{ word: 'an' }]);
        expect(await client.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
      },
      { preparedStatements: false },
    ));

  it('send any values unchanged', async () => {
    const arrays = {
      name: 'arrays',
      sql: 'SELECT array_to_json($1::text[])::text AS texts, array_to_json($2::int8[])::text AS numbers, $3::timestamptz AS time',
    };
    const scalars = {
      name: 'scalars',
      sql: 'SELECT $1::text AS text, $2::bool AS yes, $3::bytea AS bytes, $4::float8 AS number',
    };
    const anyText = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
    const anyTime = fc.date({ min: new Date(0), max: new Date('+020000-01-01T00:00:00Z'), noInvalidDate: true });
    const anyValues = fc.record({
      texts: fc.array(fc.oneof(anyText, fc.constantFrom('NULL', '', '{}', '"', '\\', ',', ' a '))),
      numbers: fc.array(fc.maxSafeInteger()),
      time: anyTime,
      text: fc.option(anyText),
      yes: fc.boolean(),
      bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      number: fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
    });
    await fc.assert(
      fc.asyncProperty(anyValues, async ({ texts, numbers, time, ...scalarValues }) => {
        const { text, yes, bytes, number } = scalarValues;
        const [[first], [second]] = await Promise.all([
          run<{ texts: string; numbers: string; time: Date }>(arrays, texts, numbers, time),
          run(scalars, text, yes, bytes, number),
        ]);
        expect(JSON.parse(first!.texts)).toEqual(texts);
        expect(JSON.parse(first!.numbers)).toEqual(numbers);
        expect(first!.time).toEqual(time);
        expect(second).toEqual(scalarValues);
      }),
    );
  });

  it.each([
    ['fails at the server', { name: 'broken', sql: 'SELECT 1 / $1::int AS broken' }, [0], { code: '22012' }],
    ['can’t be parsed', { name: 'misspelt', sql: 'SELEKT $1' }, [1], { code: '42601' }],
    [
      'has the name of another statement',
      { ...WORDS, sql: 'SELECT 1' },
      [],
      { message: expect.stringContaining('words') },
    ],
  ])('succeed when one beside them %s', async (_what, broken, values, reason) => {
    await withDatabase(withExtra({ max: 1 }), async (single) => {
      for (let round = 0; round < 2; round++) {
        const outcomes = await Promise.allSettled([
          single.prepared(SQUARES, [[1]]),
          single.prepared(WORDS, [['a']]),
          single.prepared(broken, values),
          single.prepared(BACKEND, []),
        ]);
        expect(outcomes).toMatchObject([
          { status: 'fulfilled', value: [{ n: 1, square: 1 }] },
          { status: 'fulfilled', value: [{ word: 'a' }] },
          { status: 'rejected', reason },
          { status: 'fulfilled', value: [{ pid: expect.any(Number) }] },
        ]);
      }
    });
  });

  it('keep their changes when one beside them fails', async () => {
    const broken = { name: 'broken', sql: 'SELECT 1 / $1::int AS broken' };
    for (const word of ['new', 'newer']) {
      const outcomes = await Promise.allSettled([run(ADD, word), run(broken, 0), run(WORDS, ['a'])]);
      expect(outcomes).toMatchObject([
        { status: 'fulfilled', value: [{ word }] },
        { status: 'rejected', reason: { code: '22012' } },
        { status: 'fulfilled', value: [{ word: 'a' }] },
      ]);
      expect(await run(WORDS, [word])).toEqual([{ word }]);
    }
  });

  it.each([
    ['the connection has lost the statements', 'DEALLOCATE ALL'],
    ['a table of a statement has changed', 'ALTER TABLE words ALTER COLUMN word TYPE varchar(20)'],
  ])('succeed after %s', async (_what, sql) => {
    await expectBothToWork();
    await dataSource.query(sql);
    await expectBothToWork();
    await expectBothToWork();
  });

  it('change a row once after the connection has lost the statement', () =>
    withDatabase(withExtra({ max: 1 }), async (single, client) => {
      for (const word of ['new', 'newer']) {
        expect(await single.prepared(ADD, [word])).toEqual([{ word }]);
        await client.query('DEALLOCATE ALL');
      }
      expect(await single.prepared(WORDS, [['new', 'newer']])).toHaveLength(2);
    }));

  it('use a new connection after the server has closed one', async () => {
    const kill = { name: 'kill', sql: 'SELECT pg_terminate_backend(pg_backend_pid())' };
    expect(await Promise.allSettled([run(kill)])).toMatchObject([UNAVAILABLE]);
    await expectBothToWork();
  });

  it('fail within the deadline, and later ones succeed', async () => {
    const sleep = { name: 'sleep', sql: 'SELECT pg_sleep(2.5)' };
    expect(await Promise.allSettled([run(sleep)])).toMatchObject([UNAVAILABLE]);
    await expectBothToWork();
  });

  it('fail like any other query when the data source is closed', async () => {
    const closed = await open(options);
    await closed.destroy();
    const unconnected = new Database(typeOrmAdapter(closed));
    const outcomes = await Promise.allSettled([
      unconnected.prepared(SQUARES, [[1]]),
      unconnected.lookUp(WORDS, [['a']]),
    ]);
    expect(outcomes).toMatchObject([UNAVAILABLE, UNAVAILABLE]);
  });
});
