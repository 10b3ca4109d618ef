import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { type PreparedQuery, type PreparedValue, queryPrepared } from '@portcullis/database';
import fc from 'fast-check';
import { Client, Connection, TypeOverrides, types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const SQUARES: PreparedQuery = {
  name: 'squares',
  sql: 'SELECT n, n * n AS square FROM unnest($1::int[]) AS n ORDER BY n',
};
const WORDS: PreparedQuery = { name: 'words', sql: 'SELECT word FROM words WHERE word = ANY($1::text[])' };
const ADD: PreparedQuery = { name: 'add', sql: 'INSERT INTO words VALUES ($1) RETURNING word', writes: true };
const TIMES: PreparedQuery = { name: 'times', sql: 'SELECT $1::timestamptz AS time, 9007199254740993::int8 AS large' };
const BACKEND: PreparedQuery = { name: 'backend', sql: 'SELECT pg_backend_pid() AS pid' };
const SAME_BACKEND: PreparedQuery = { name: 'same_backend', sql: 'SELECT pg_backend_pid() AS pid, true' };

let database: TestDatabase;
let query: jest.SpiedFunction<Client['query']>;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  // What is counted is what goes to the server, by whichever connection.
  query = jest.spyOn(Client.prototype, 'query');
});
afterAll(async () => {
  query.mockRestore();
  await database.drop();
});

async function open(options: Partial<Extract<DataSourceOptions, { type: 'postgres' }>> = {}): Promise<DataSource> {
  const opened = await new DataSource({ type: 'postgres', url: database.url, ...options }).initialize();
  await opened.query('DROP TABLE IF EXISTS words');
  await opened.query('CREATE TABLE words (word text PRIMARY KEY)');
  await opened.query(`INSERT INTO words VALUES ('a'), ('an'), ('"the"'), ('{of,NULL}')`);
  return opened;
}

describe('different look-ups that are asked together', () => {
  beforeEach(async () => {
    dataSource = await open();
    query.mockClear();
  });
  afterEach(() => dataSource.destroy());

  const ask = <TRow>(asked: PreparedQuery, ...values: PreparedValue[]) =>
    queryPrepared<TRow>(dataSource, asked, values);

  it('go to the server at once, and get an answer each', async () => {
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([ask(SQUARES, [3, 2]), ask(WORDS, ['an', '{of,NULL}', 'if', '"the"'])]);
      expect(answers[0]).toEqual([
        { n: 2, square: 4 },
        { n: 3, square: 9 },
      ]);
      expect(new Set(answers[1])).toEqual(new Set([{ word: 'an' }, { word: '{of,NULL}' }, { word: '"the"' }]));
    }
    expect(query).toHaveBeenCalledTimes(3);
  });

  it('share a connection, which nobody else has meanwhile', async () => {
    const pids = await Promise.all([ask(BACKEND), ask(SAME_BACKEND), dataSource.query(BACKEND.sql)]);
    const [one, same, other] = pids.map(([row]) => (row as { pid: number }).pid);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('are asked apart where one turn has the same one twice', async () => {
    const answers = await Promise.all([ask(SQUARES, [1]), ask(SQUARES, [2]), ask(WORDS, ['a'])]);
    expect(answers).toEqual([[{ n: 1, square: 1 }], [{ n: 2, square: 4 }], [{ word: 'a' }]]);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('are parsed once a connection', async () => {
    const single = await open({ extra: { max: 1 } });
    try {
      for (let round = 0; round < 3; round++) {
        await Promise.all([queryPrepared(single, SQUARES, [[1]]), queryPrepared(single, WORDS, [['a']])]);
      }
      const statements = await single.query<{ name: string }[]>('SELECT name FROM pg_prepared_statements');
      expect(new Set(statements.map(({ name }) => name))).toEqual(new Set(['squares', 'words']));
    } finally {
      await single.destroy();
    }
  });

  it('have their columns described once a connection', async () => {
    const single = await open({ extra: { max: 1 } });
    const descriptions = jest.spyOn(Connection.prototype, 'describe');
    try {
      for (let round = 0; round < 3; round++) {
        await Promise.all([queryPrepared(single, SQUARES, [[1]]), queryPrepared(single, WORDS, [['a']])]);
      }
      expect(descriptions).toHaveBeenCalledTimes(2);
      const nameless = { ...SQUARES, name: undefined };
      for (let round = 0; round < 3; round++) {
        const answers = [queryPrepared(single, nameless, [[2]]), queryPrepared(single, WORDS, [['an']])];
        expect(await Promise.all(answers)).toEqual([[{ n: 2, square: 4 }], [{ word: 'an' }]]);
      }
      expect(descriptions).toHaveBeenCalledTimes(5);
    } finally {
      descriptions.mockRestore();
      await single.destroy();
    }
  });

  it('are about the values that were given, whatever these are', async () => {
    const same = { name: 'same', sql: 'SELECT $1::text[] AS texts, $2::int8[] AS numbers, $3::timestamptz AS time' };
    const more = {
      name: 'more',
      sql: 'SELECT $1::text AS text, $2::bool AS yes, $3::bytea AS bytes, $4::float8 AS number',
    };
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
    const time = fc.date({ min: new Date(0), max: new Date('+020000-01-01T00:00:00Z'), noInvalidDate: true });
    const asked = fc.record({
      texts: fc.array(fc.oneof(text, fc.constantFrom('NULL', '', '{}', '"', '\\', ',', ' a '))),
      numbers: fc.array(fc.maxSafeInteger()),
      time,
      text: fc.option(text),
      yes: fc.boolean(),
      bytes: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      number: fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
    });
    await fc.assert(
      fc.asyncProperty(asked, async (values) => {
        const [[one], [other]] = await Promise.all([
          ask<{ numbers: string[] }>(same, values.texts, values.numbers, values.time),
          ask(more, values.text, values.yes, values.bytes, values.number),
        ]);
        expect({ ...one, numbers: one?.numbers.map(Number) }).toEqual({
          texts: values.texts,
          numbers: values.numbers,
          time: values.time,
        });
        const { text: given, yes, bytes, number } = values;
        expect(other).toEqual({ text: given, yes, bytes, number });
      }),
    );
  });

  it('leave the others their answers where a value is none', async () => {
    const answers = await Promise.allSettled([ask(TIMES, new Date(NaN)), ask(WORDS, ['a'])]);
    expect(answers).toMatchObject([
      { status: 'rejected', reason: expect.any(RangeError) },
      { status: 'fulfilled', value: [{ word: 'a' }] },
    ]);
  });

  it('have no rows, one, or none of them any', async () => {
    expect(await Promise.all([ask(SQUARES, []), ask(WORDS, ['a'])])).toEqual([[], [{ word: 'a' }]]);
    expect(await Promise.all([ask(SQUARES, []), ask(WORDS, [])])).toEqual([[], []]);
  });

  it.each([
    ['a connection has lost them', 'DEALLOCATE ALL'],
    ['a table was changed under one of them', 'ALTER TABLE words ALTER COLUMN word TYPE varchar(20)'],
  ])('are no trouble where %s', async (_what, sql) => {
    const both = () => Promise.all([ask(SQUARES, [1]), ask(WORDS, ['a'])]);
    const expected = [[{ n: 1, square: 1 }], [{ word: 'a' }]];
    expect(await both()).toEqual(expected);
    await dataSource.query(sql);
    expect(await both()).toEqual(expected);
    expect(await both()).toEqual(expected);
  });

  it.each([
    ['at the server', { name: 'broken', sql: 'SELECT 1 / $1::int AS broken' }, [0]],
    ['before it has been parsed', { name: 'misspelt', sql: 'SELEKT $1' }, [1]],
  ])('leave the others their answers where one of them fails %s', async (_what, broken, values) => {
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.allSettled([ask(SQUARES, [1]), ask(broken, ...values), ask(WORDS, ['a'])]);
      expect(answers).toMatchObject([
        { status: 'fulfilled', value: [{ n: 1, square: 1 }] },
        { status: 'rejected', reason: { code: expect.any(String) } },
        { status: 'fulfilled', value: [{ word: 'a' }] },
      ]);
    }
    expect(await Promise.all([ask(SQUARES, [2]), ask(WORDS, ['an'])])).toEqual([
      [{ n: 2, square: 4 }],
      [{ word: 'an' }],
    ]);
  });

  it('leave the others their answers where one is not so much as sent', async () => {
    const other = { ...WORDS, sql: 'SELECT 1 AS one' };
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([ask(SQUARES, [1]), ask(WORDS, ['a']), ask(other), ask(BACKEND)]);
      expect(answers).toEqual([[{ n: 1, square: 1 }], [{ word: 'a' }], [{ one: 1 }], [{ pid: expect.any(Number) }]]);
    }
  });

  it('are kept apart from what changes something, which none of them takes back', async () => {
    const broken = { name: 'broken', sql: 'SELECT 1 / $1::int AS broken' };
    for (const word of ['new', 'newer']) {
      const answers = await Promise.allSettled([ask(ADD, word), ask(broken, 0), ask(WORDS, ['a'])]);
      expect(answers).toMatchObject([
        { status: 'fulfilled', value: [{ word }] },
        { status: 'rejected', reason: { code: expect.any(String) } },
        { status: 'fulfilled', value: [{ word: 'a' }] },
      ]);
      expect(await ask(WORDS, [word])).toEqual([{ word }]);
    }
  });

  it('change something once where a connection has lost the statement', async () => {
    const single = await open({ extra: { max: 1 } });
    try {
      for (const word of ['new', 'newer']) {
        expect(await queryPrepared(single, ADD, [word])).toEqual([{ word }]);
        await single.query('DEALLOCATE ALL');
      }
      expect(await queryPrepared(single, WORDS, [['new', 'newer']])).toHaveLength(2);
    } finally {
      await single.destroy();
    }
  });

  it('all fail where the connection is lost, and the next find another', async () => {
    const kill = { name: 'kill', sql: 'SELECT pg_terminate_backend(pg_backend_pid())' };
    const lost = await Promise.allSettled([ask(kill), ask(WORDS, ['a'])]);
    expect(lost).toMatchObject([
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
    ]);
    expect(await Promise.all([ask(SQUARES, [1]), ask(WORDS, ['a'])])).toEqual([[{ n: 1, square: 1 }], [{ word: 'a' }]]);
  });

  it('all fail in time where there is no answer, and take no connection with them', async () => {
    const sleep = { name: 'sleep', sql: 'SELECT pg_sleep(5)' };
    const late = await Promise.allSettled([ask(sleep), ask(WORDS, ['a'])]);
    expect(late).toMatchObject([
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
    ]);
    expect(await Promise.all([ask(SQUARES, [1]), ask(WORDS, ['a'])])).toEqual([[{ n: 1, square: 1 }], [{ word: 'a' }]]);
  });

  it('fail like any other question where the data source is closed', async () => {
    const closed = await open();
    await closed.destroy();
    const answers = await Promise.allSettled([
      queryPrepared(closed, SQUARES, [[1]]),
      queryPrepared(closed, WORDS, [['a']]),
    ]);
    expect(answers).toMatchObject([
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
      { status: 'rejected', reason: expect.any(ServiceUnavailableError) },
    ]);
  });
});

describe('look-ups that are asked together of a data source of the host', () => {
  const now = new Date('2026-02-03T04:05:06.007Z');

  it.each<[string, Partial<Extract<DataSourceOptions, { type: 'postgres' }>>]>([
    ['as TypeORM opens it', {}],
    ['whose queries have a time limit', { extra: { query_timeout: 1_000 } }],
    ['which sends without waiting for answers', { extra: { pipeline: true } }],
  ])('%s are answered as one by one', async (_what, options) => {
    const opened = await open(options);
    try {
      const together = await Promise.all([queryPrepared(opened, TIMES, [now]), queryPrepared(opened, WORDS, [['a']])]);
      expect(together).toEqual([[{ time: now, large: '9007199254740993' }], [{ word: 'a' }]]);
      expect(await queryPrepared(opened, TIMES, [now])).toEqual(together[0]);
    } finally {
      await opened.destroy();
    }
  });

  it('fail, and nothing else does, where a type can’t be read', async () => {
    const overrides = new TypeOverrides();
    overrides.setTypeParser(types.builtins.INT8, () => {
      throw new TypeError('Unreadable');
    });
    const opened = await open({ extra: { types: overrides } });
    const ask = () => Promise.allSettled([queryPrepared(opened, TIMES, [now]), queryPrepared(opened, WORDS, [['a']])]);
    try {
      for (let round = 0; round < 2; round++) {
        expect(await ask()).toMatchObject([
          { status: 'rejected', reason: expect.any(TypeError) },
          { status: 'fulfilled', value: [{ word: 'a' }] },
        ]);
      }
    } finally {
      await opened.destroy();
    }
  });

  it('have the types that its connections have', async () => {
    const overrides = new TypeOverrides();
    overrides.setTypeParser(types.builtins.INT8, BigInt);
    const opened = await open({ extra: { types: overrides } });
    try {
      const [rows] = await Promise.all([queryPrepared(opened, TIMES, [now]), queryPrepared(opened, WORDS, [['a']])]);
      expect(rows).toEqual([{ time: now, large: 9_007_199_254_740_993n }]);
    } finally {
      await opened.destroy();
    }
  });
});
