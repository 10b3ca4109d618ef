import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Database, type DatabaseAdapter } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { UserDirectory, type UserQuery } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const USERS = 1_000;

let database: TestDatabase;
let dataSource: DataSource;
let directory: UserDirectory;
let run: jest.SpiedFunction<DatabaseAdapter['run']>;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  const adapter = typeOrmAdapter(dataSource);
  directory = new UserDirectory(new Database(adapter));
  await dataSource.query(
    `INSERT INTO users (id, username, username_canonical, email, email_canonical, is_active, roles)
     SELECT 2 * n, 'Person ' || n, 'person ' || n, n || '@example.com', n || '@example.com', n % 10 > 0,
       CASE WHEN n = 1 THEN '{admin}'::text[] ELSE '{}' END
     FROM generate_series(1, $1::int) AS n`,
    [USERS],
  );
  await dataSource.query(`
    INSERT INTO users (id, username, username_canonical, email, email_canonical) VALUES
      (3001, '100%', '100%', 'a@b', 'a@b'), (3003, '100 men', '100 men', 'b@b', 'b@b'),
      (3005, 'under_score', 'under_score', 'c@b', 'c@b'), (3007, 'underscore', 'underscore', 'd@b', 'd@b'),
      (3009, 'Straße', 'strasse', 'e@b', 'e@b'), (3011, 'back\\slash', 'back\\slash', 'f@b', 'f@b'),
      (3013, 'Zoe', 'Zoe', 'g@b', 'g@b'), (3015, 'zoe', 'zoe', 'h@b', 'h@b')`);
  run = jest.spyOn(adapter, 'run');
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => {
  run.mockClear();
});

async function idsOf(query: Omit<UserQuery, 'limit'>, limit = 50): Promise<number[]> {
  return (await directory.list({ limit, ...query })).users.map(({ id }) => id);
}

describe('listing users', () => {
  it('returns the members that an administrator may see', async () => {
    const { users } = await directory.list({ limit: 1 });
    expect(users).toEqual([
      { id: 2, username: 'Person 1', email: '1@example.com', emailVerified: false, isActive: true, roles: ['admin'] },
    ]);
  });

  it('continues after the last page, with one query a page, to the end', async () => {
    const ids: number[] = [];
    let pages = 0;
    for (let after: number | null = 0; after !== null; pages += 1) {
      const page = await directory.list({ after, limit: 100 });
      ids.push(...page.users.map(({ id }) => id));
      after = page.next;
    }
    expect(ids).toHaveLength(USERS + 8);
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    expect(pages).toBe(11);
    expect(run).toHaveBeenCalledTimes(11);
  });

  it('skips no user if another one is deleted meanwhile', async () => {
    await dataSource.query(
      `INSERT INTO users (id, username, username_canonical, email, email_canonical)
       SELECT 5000 + n, 'Guest ' || n, 'guest ' || n, n || '@c', n || '@c' FROM generate_series(1, 5) AS n`,
    );
    const page = await directory.list({ limit: 2, name: 'guest' });
    await dataSource.query('DELETE FROM users WHERE id = 5001');
    const rest = await idsOf({ name: 'guest', after: page.next! });
    await dataSource.query('DELETE FROM users WHERE id > 5000');
    expect(page.users.map(({ id }) => id)).toEqual([5001, 5002]);
    expect(rest).toEqual([5003, 5004, 5005]);
  });

  it('returns no next page if the last page is full', async () => {
    const { users, next } = await directory.list({ after: 3011, limit: 2 });
    expect(users).toHaveLength(2);
    expect(next).toBeNull();
    expect(await directory.list({ after: 3015, limit: 2 })).toEqual({ users: [], next: null });
  });

  it.each<[string, number[]]>([
    ['person 77', [154, ...Array.from({ length: 10 }, (_, index) => 1540 + 2 * index)]],
    ['PERSON  77', [154, ...Array.from({ length: 10 }, (_, index) => 1540 + 2 * index)]],
    ['ｐｅｒｓｏｎ ７７７', [1554]],
    ['stras', [3009]],
    ['STRAß', [3009]],
    ['100%', [3001]],
    ['under_', [3005]],
    ['back\\', [3011]],
    ['zo', [3015]],
    ['Zo', [3013, 3015]],
    ['erson', []],
    ['%', []],
    ['_', []],
    ['a\0', []],
    ['\uD800', []],
    ['a'.repeat(2_000), []],
  ])('finds users whose name begins with "%s"', async (name, ids) => {
    expect(await idsOf({ name })).toEqual(ids);
  });

  it('filters by active and deactivated', async () => {
    expect(await idsOf({ isActive: false }, 3)).toEqual([20, 40, 60]);
    expect(await idsOf({ isActive: true, after: 16 }, 3)).toEqual([18, 22, 24]);
    expect(await idsOf({ isActive: false, name: 'person 77' })).toEqual([1540]);
  });

  it('uses the index to find a name', async () => {
    await dataSource.query('ANALYZE users');
    const plan = await dataSource.query(
      `EXPLAIN SELECT id FROM users WHERE username_canonical ^@ 'person 77' OR username_canonical ^@ 'Person 77'`,
    );
    expect(JSON.stringify(plan)).toContain('ux_users_username_canonical');
  });
});

describe('finding one user', () => {
  it.each([
    [{ id: 8 }, 8],
    [{ id: '8' }, 8],
    [{ username: ' PERSON 4' }, 8],
    [{ email: '4@EXAMPLE.com' }, 8],
    [{ username: 'STRASSE' }, 3009],
    [{ username: 'Zoe' }, 3013],
    [{ username: 'ZOE' }, 3015],
  ])('by %j', async (key, id) => expect(await directory.find(key)).toMatchObject({ id }));

  it.each([{ id: 0 }, { id: '08' }, { username: 'nobody' }, { email: 'nobody@example.com' }, { username: 'a\0' }])(
    'finds none by %j',
    async (key) => expect(await directory.find(key)).toBeNull(),
  );
});
