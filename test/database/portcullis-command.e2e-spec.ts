import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { runProgram } from '../../libs/database/src/cli/program.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MIGRATIONS } from '../support/migrations.js';
import { withClient } from '../users/seed-table.js';

const NAMES = MIGRATIONS.map(({ name }) => `${name}\n`).join('');

const COLUMNS = `
  SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default, collation_name FROM information_schema.columns
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3`;
const INDEXES = `
  SELECT schemaname, indexname, indexdef, obj_description((schemaname || '.' || indexname)::regclass) FROM pg_indexes
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`;
const CONSTRAINTS = `
  SELECT connamespace::regnamespace::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3`;
const RECORD = (schema: string, prefix: string) =>
  `SELECT timestamp::text, name FROM ${schema}.${prefix}portcullis_migrations ORDER BY timestamp`;

describe('the command portcullis', () => {
  let database: TestDatabase;
  let other: TestDatabase;

  beforeEach(async () => {
    [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });
  afterEach(() => Promise.all([database.drop(), other.drop()]));

  async function run(args: readonly string[], env: Record<string, string> = { DATABASE_URL: database.url }) {
    const output = { out: '', errors: '' };
    const exitCode = await runProgram(args, {
      env,
      migrations: () => [...MIGRATIONS],
      print: (text) => (output.out += text),
      complain: (text) => (output.errors += text),
    });
    return { exitCode, ...output };
  }

  it('migrates once, by several processes at the same time', async () => {
    const ran = await Promise.all([run(['migrate']), run(['migrate']), run(['migrate'])]);
    const nothing = `Nothing to do: all ${MIGRATIONS.length} migrations have run\n`;
    expect(ran.map(({ out }) => out).toSorted()).toEqual(
      [`${NAMES}${MIGRATIONS.length} migrations ran\n`, nothing, nothing].toSorted(),
    );
    expect(ran.map(({ exitCode, errors }) => [exitCode, errors])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
  });

  it.each([
    ['no naming', [], 'public', ''],
    ['a schema', ['--schema', 'auth'], 'auth', ''],
    ['a prefix', ['--prefix', 'auth_'], 'public', 'auth_'],
    ['both', ['--schema', 'auth', '--prefix', 'pc_'], 'auth', 'pc_'],
  ])('prints the SQL that makes the same tables with %s', async (_what, naming, schema, prefix) => {
    const { exitCode, out, errors } = await run(['sql', ...naming]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    const shapeOf = async (client: Client) => {
      const queries = [COLUMNS, INDEXES, CONSTRAINTS, RECORD(schema, prefix)];
      const results = [];
      for (const query of queries) {
        results.push((await client.query(query)).rows);
      }
      return results;
    };
    const untouched = await withClient(database.url, async (client) => (await client.query(COLUMNS)).rows);
    expect(untouched).toEqual([]);
    const printed = await withClient(other.url, async (client) => {
      await client.query(out);
      return shapeOf(client);
    });
    expect((await run(['migrate', ...naming])).exitCode).toBe(0);
    expect(printed).toEqual(await withClient(database.url, shapeOf));

    expect((await run(['migrate', '--url', other.url, ...naming])).out).toContain('Nothing to do');
  });

  it('prints the SQL of later migrations alone', async () => {
    const last = MIGRATIONS.at(-1)!.name;
    const { out } = await run(['sql', '--after', MIGRATIONS.at(-2)!.name]);
    expect(out.match(/^-- .*$/gm)).toEqual([`-- ${last}`]);
    expect((await run(['sql', '--after', last])).out).toBe('');
  });

  it.each([
    [['migrate', '--url', ''], 'Name the database'],
    [['migrat'], 'Type "portcullis migrate" or "portcullis sql"'],
    [[], 'Type "portcullis migrate" or "portcullis sql"'],
    [['migrate', 'sql'], 'Type "portcullis migrate" or "portcullis sql"'],
    [['migrate', '--scheme', 'auth'], '--scheme'],
    [['migrate', '--schema', 'Auth'], 'schema'],
    [['sql', '--prefix', 'a-'], 'prefix'],
    [['sql', '--after', 'Tomorrow'], 'There is no migration Tomorrow'],
    [['migrate', '--after', MIGRATIONS[0]!.name], '--after belongs to "portcullis sql"'],
  ])('explains %j in a sentence and exits with 2', async (args, sentence) => {
    const { exitCode, out, errors } = await run(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(errors).toContain(sentence);
    expect(errors).toMatch(/^[^\n]+\n$/);
  });

  it('exits with 1 if the database is out of reach', async () => {
    const { exitCode, errors } = await run(['migrate', '--url', 'postgresql://postgres@127.0.0.1:1/none']);
    expect(exitCode).toBe(1);
    expect(errors).toContain('ECONNREFUSED');
  });

  it('prints its help', async () => {
    expect(await run(['--help'], {})).toMatchObject({ exitCode: 0, out: expect.stringContaining('Usage: portcullis') });
  });
});
