import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { type PreparedQuery, type PreparedValue, queryPrepared } from '@portcullis/database';
import fc from 'fast-check';
import { TypeOverrides, types } from 'pg';
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
const TIMES: PreparedQuery = { name: 'times', sql: 'SELECT $1::timestamptz AS time, 9007199254740993::int8 AS large' };
const BACKEND: PreparedQuery = { name: 'backend', sql: 'SELECT pg_backend_pid() AS pid' };
const SAME_BACKEND: PreparedQuery = { name: 'same_backend', sql: 'SELECT pg_backend_pid() AS pid, true' };

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

async function withDataSource(options: PostgresOptions, work: (dataSource: DataSource) => Promise<void>) {
  const opened = await open(options);
  try {
    await work(opened);
  } finally {
    await opened.destroy();
  }
}

describe.each(DRIVERS)('prepared queries that start together with %s', (_driver, options) => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await open(options);
  });
  afterEach(() => dataSource.destroy());

  const withExtra = (extra: object) => ({ ...options, extra: { ...(options.extra as object), ...extra } });
  const run = <TRow>(query: PreparedQuery, ...values: PreparedValue[]) =>
    queryPrepared<TRow>(dataSource, query, values);

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
    withDataSource(withExtra({ max: 1 }), async (single) => {
      for (let round = 0; round < 3; round++) {
        await Promise.all([queryPrepared(single, SQUARES, [[1]]), queryPrepared(single, WORDS, [['a']])]);
      }
      const statements = await single.query<{ name: string }[]>('SELECT name FROM pg_prepared_statements');
      expect(new Set(statements.map(({ name }) => name))).toEqual(new Set(['squares', 'words']));
    }));

  it('leave no statement on the connection without a name', () =>
    withDataSource(withExtra({ max: 1 }), async (single) => {
      const nameless = { ...SQUARES, name: undefined };
      for (let round = 0; round < 3; round++) {
        const running = [queryPrepared(single, nameless, [[2]]), queryPrepared(single, WORDS, [['an']])];
        expect(await Promise.all(running)).toEqual([[{ n: 2, square: 4 }], [{ word: 'an' }]]);
      }
      expect(await single.query('SELECT name FROM pg_prepared_statements')).toEqual([{ name: 'words' }]);
    }));

  it('send any values unchanged', async () => {
    const arrays = {
      name: 'arrays',
      sql: 'SELECT $1::text[] AS texts, $2::int8[] AS numbers, $3::timestamptz AS time',
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
          run<{ numbers: string[] }>(arrays, texts, numbers, time),
          run(scalars, text, yes, bytes, number),
        ]);
        expect({ ...first, numbers: first?.numbers.map(Number) }).toEqual({ texts, numbers, time });
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
    await withDataSource(withExtra({ max: 1 }), async (single) => {
      for (let round = 0; round < 2; round++) {
        const outcomes = await Promise.allSettled([
          queryPrepared(single, SQUARES, [[1]]),
          queryPrepared(single, WORDS, [['a']]),
          queryPrepared(single, broken, values),
          queryPrepared(single, BACKEND, []),
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
    withDataSource(withExtra({ max: 1 }), async (single) => {
      for (const word of ['new', 'newer']) {
        expect(await queryPrepared(single, ADD, [word])).toEqual([{ word }]);
        await single.query('DEALLOCATE ALL');
      }
      expect(await queryPrepared(single, WORDS, [['new', 'newer']])).toHaveLength(2);
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
    const outcomes = await Promise.allSettled([
      queryPrepared(closed, SQUARES, [[1]]),
      queryPrepared(closed, WORDS, [['a']]),
    ]);
    expect(outcomes).toMatchObject([UNAVAILABLE, UNAVAILABLE]);
  });

  it('read columns by the type parsers of the data source', async () => {
    const now = new Date('2026-02-03T04:05:06.007Z');
    const overrides = new TypeOverrides();
    overrides.setTypeParser(types.builtins.INT8, BigInt);
    await withDataSource(withExtra({ types: overrides }), async (opened) => {
      const [rows] = await Promise.all([queryPrepared(opened, TIMES, [now]), queryPrepared(opened, WORDS, [['a']])]);
      expect(rows).toEqual([{ time: now, large: 9_007_199_254_740_993n }]);
    });
  });

  it('fail alone when a type parser throws', async () => {
    const overrides = new TypeOverrides();
    overrides.setTypeParser(types.builtins.INT8, () => {
      throw new TypeError('Unreadable');
    });
    await withDataSource(withExtra({ types: overrides }), async (opened) => {
      for (let round = 0; round < 2; round++) {
        const running = [queryPrepared(opened, TIMES, [new Date()]), queryPrepared(opened, WORDS, [['a']])];
        expect(await Promise.allSettled(running)).toMatchObject([
          { status: 'rejected', reason: expect.any(TypeError) },
          { status: 'fulfilled', value: [{ word: 'a' }] },
        ]);
      }
    });
  });
});

describe('prepared queries that share a connection', () => {
  const PIPELINE = { extra: { pipeline: true } };

  it('have it to themselves', () =>
    withDataSource(PIPELINE, async (dataSource) => {
      const running = [queryPrepared(dataSource, BACKEND, []), queryPrepared(dataSource, SAME_BACKEND, [])];
      const pids = await Promise.all([...running, dataSource.query(BACKEND.sql)]);
      const [first, second, other] = pids.map(([row]) => (row as { pid: number }).pid);
      expect(second).toBe(first);
      expect(other).not.toBe(first);
    }));

  it('return it once all have finished', () =>
    withDataSource({ extra: { pipeline: true, max: 1 } }, async (dataSource) => {
      for (let round = 0; round < 3; round++) {
        const slow = queryPrepared(dataSource, { name: 'slow', sql: 'SELECT pg_sleep(0.05)::text AS slept' }, []);
        const broken = queryPrepared(dataSource, { name: undefined, sql: 'SELECT 1 / 0' }, []);
        await expect(broken).rejects.toMatchObject({ code: '22012' });
        expect(await slow).toEqual([{ slept: '' }]);
      }
      expect(await queryPrepared(dataSource, WORDS, [['a']])).toEqual([{ word: 'a' }]);
    }));

  it.each([
    ['the server closes it', { name: 'kill', sql: 'SELECT pg_terminate_backend(pg_backend_pid())' }],
    ['one of them takes too long', { name: 'sleep', sql: 'SELECT pg_sleep(2.5)' }],
  ])('all fail when %s, and later ones succeed', (_what, bad) =>
    withDataSource(PIPELINE, async (dataSource) => {
      const running = [queryPrepared(dataSource, bad, []), queryPrepared(dataSource, WORDS, [['a']])];
      expect(await Promise.allSettled(running)).toMatchObject([UNAVAILABLE, UNAVAILABLE]);
      expect(await queryPrepared(dataSource, WORDS, [['a']])).toEqual([{ word: 'a' }]);
    }),
  );
});
