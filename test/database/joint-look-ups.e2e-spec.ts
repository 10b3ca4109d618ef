import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { Database, pgAdapter, type PreparedQuery } from '@portcullis/database';
import fc from 'fast-check';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const TEXTS: PreparedQuery = {
  name: 'texts',
  sql: `SELECT text, length(text) AS length, ARRAY[text, $2::text] AS texts FROM unnest($1::text[]) AS text`,
};
const NUMBERS: PreparedQuery = {
  name: 'numbers',
  sql: 'SELECT n, n::float8 / 8 AS eighth, n > 0 AS positive, NULL AS nothing FROM unnest($1::int[]) AS n ORDER BY n',
};
const BACKEND: PreparedQuery = { name: 'backend', sql: 'SELECT pg_backend_pid() AS pid, txid_current()::text AS id' };
const BROKEN: PreparedQuery = { name: 'broken', sql: 'SELECT 1 / $1::int AS broken' };
const SLEEP: PreparedQuery = { name: 'sleep', sql: 'SELECT pg_sleep(2.5)::text AS slept' };

describe('look-ups of one microtask', () => {
  let database: TestDatabase;
  let pool: Pool;
  let port: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, query_timeout: 1_500 });
    pool.on('error', () => {});
  });
  beforeEach(() => {
    port = new Database(pgAdapter(pool));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('return their own rows, whatever the values', async () => {
    const anyText = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
    const anyNumber = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const values = fc.record({ texts: fc.array(anyText), other: anyText, numbers: fc.uniqueArray(anyNumber) });
    await fc.assert(
      fc.asyncProperty(values, async ({ texts, other, numbers }) => {
        const [ofTexts, ofNumbers] = await Promise.all([
          port.lookUp(TEXTS, [texts, other]),
          port.lookUp(NUMBERS, [numbers]),
        ]);
        expect(ofTexts).toEqual(texts.map((text) => ({ text, length: Array.from(text).length, texts: [text, other] })));
        expect(ofNumbers).toEqual(
          numbers
            .toSorted((one, another) => one - another)
            .map((n) => ({ n, eighth: n / 8, positive: n > 0, nothing: null })),
        );
      }),
    );
  });

  it('share one statement', async () => {
    const [[one], [other]] = await Promise.all([port.lookUp(BACKEND, []), port.lookUp(BACKEND, [])]);
    expect(other).toEqual(one);
    expect(await port.lookUp(BACKEND, [])).not.toEqual([one]);
  });

  it('are prepared once for each combination', async () => {
    const single = new Pool({ connectionString: database.url, max: 1 });
    const alone = new Database(pgAdapter(single));
    for (let round = 0; round < 3; round++) {
      await Promise.all([alone.lookUp(NUMBERS, [[round]]), alone.lookUp(TEXTS, [['a'], 'b'])]);
      await alone.lookUp(NUMBERS, [[round]]);
    }
    const { rows } = await single.query<{ name: string }>('SELECT name FROM pg_prepared_statements ORDER BY name');
    expect(rows.map(({ name }) => name)).toEqual(['numbers', 'numbers+texts']);
    await single.end();
  });

  it.each([
    ['fails at the server', BROKEN, [0], { code: '22012' }],
    ['takes too long', SLEEP, [], expect.any(ServiceUnavailableError)],
  ])('all fail if one %s, and later ones succeed', async (_what, bad, values, reason) => {
    const outcomes = await Promise.allSettled([port.lookUp(bad, values), port.lookUp(NUMBERS, [[1]])]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(await port.lookUp(NUMBERS, [[1]])).toMatchObject([{ n: 1 }]);
  });
});
