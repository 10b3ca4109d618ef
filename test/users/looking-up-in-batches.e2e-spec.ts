import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Database, type DatabaseOptions } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { PostgresUserRepository, type UsersModuleOptions } from '@portcullis/users';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const USERS = 2_500;

let database: TestDatabase;
let dataSource: DataSource;
let query: jest.SpiedFunction<Client['query']>;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  await dataSource.query(
    `INSERT INTO users (username, username_canonical, email, email_canonical)
     SELECT 'Person ' || n, 'person ' || n, n || '@example.com', n || '@example.com' FROM generate_series(1, $1::int) AS n`,
    [USERS],
  );
  // Counts the messages to the server on all connections.
  query = jest.spyOn(Client.prototype, 'query');
});

afterAll(async () => {
  query.mockRestore();
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => {
  query.mockClear();
});

const queries = () => query.mock.calls.length;
const users = (subject: UsersModuleOptions['subject'] = 'id', options: DatabaseOptions = {}) =>
  new PostgresUserRepository(new Database(typeOrmAdapter(dataSource), options), { subject });

describe('looking users up by the id in their tokens', () => {
  it('takes one query for all look-ups in one turn of the event loop', async () => {
    const repository = users();
    const subjects = ['7', '3', '7', '0', '999999', 'nobody', '3', '2500'];
    const found = await Promise.all(subjects.map((subject) => repository.findBySubject(subject)));
    expect(found.map((user) => user?.id ?? null)).toEqual([7, 3, 7, null, null, null, 3, 2500]);
    expect(queries()).toBe(1);
  });

  it('combines look-ups of different callbacks of one turn', async () => {
    const repository = users();
    const found = await Promise.all(
      ['1', '2', '3'].map(
        (subject) =>
          new Promise((resolve) => {
            process.nextTick(() => void Promise.resolve().then(() => resolve(repository.findBySubject(subject))));
          }),
      ),
    );
    expect(found).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(queries()).toBe(1);
  });

  it('sends at most a thousand ids in a list', async () => {
    const repository = users();
    const ids = Array.from({ length: USERS }, (_, index) => index + 1);
    const found = await Promise.all(ids.map((id) => repository.findBySubject(String(id))));
    expect(found.map((user) => user?.id)).toEqual(ids);
    const lists = query.mock.calls.flatMap(
      ([statement]) => (statement as unknown as { values: (readonly number[])[] }).values,
    );
    const sizes = lists.map((list) => list.length);
    // The first are sent at once, and each list is as long as those in progress together.
    expect(sizes).toEqual([20, 20, 40, 80, 160, 320, 640, 1_000, 220]);
  });

  it('takes no query for a malformed id', async () => {
    const repository = users();
    for (const subject of ['', '0', '01', '-1', '2147483648', '1e3', 'alice', '1\0', '\uD800']) {
      expect(await repository.findBySubject(subject)).toBeNull();
    }
    expect(queries()).toBe(0);
  });

  it('queries every time, so that a deactivation applies at once', async () => {
    const repository = users();
    const [{ id }] = await dataSource.query<[{ id: number }]>(
      `INSERT INTO users (username, username_canonical, email, email_canonical)
       VALUES ('Passing', 'passing', 'p@example.com', 'p@example.com') RETURNING id`,
    );
    expect(await repository.findBySubject(String(id))).toMatchObject({ isActive: true });
    await dataSource.query('UPDATE users SET is_active = false WHERE id = $1', [id]);
    expect(await repository.findBySubject(String(id))).toMatchObject({ isActive: false });
    await dataSource.query('DELETE FROM users WHERE id = $1', [id]);
    expect(await repository.findBySubject(String(id))).toBeNull();
  });

  it('returns only the members that guards may see', async () => {
    const user = await users().findBySubject('1');
    expect(user).toEqual({
      id: 1,
      username: 'Person 1',
      email: '1@example.com',
      emailVerified: false,
      isActive: true,
      roles: [],
    });
    expect(users().subjectOf(user!)).toBe('1');
  });
});

describe('looking users up by the username in their tokens', () => {
  it('matches the name exactly as stored, all in one query', async () => {
    const repository = users('username');
    const subjects = ['Person 1', 'person 1', 'PERSON 1', 'Person 2', 'Person 1', 'x\0', '\uDC00', '', 'constructor'];
    const found = await Promise.all(subjects.map((subject) => repository.findBySubject(subject)));
    expect(found.map((user) => user?.id ?? null)).toEqual([1, null, null, 2, 1, null, null, null, null]);
    expect(queries()).toBe(1);
    expect(repository.subjectOf(found[0]!)).toBe('Person 1');
  });
});

describe('looking users up at sign-in', () => {
  it.each(['Person 5', 'PERSON  5', ' person 5 ', 'ｐｅｒｓｏｎ ５'])('finds "%s"', async (typed) => {
    expect(await users().findByUsername(typed)).toEqual({
      user: { id: 5, username: 'Person 5', email: '5@example.com', emailVerified: false, isActive: true, roles: [] },
      passwordHash: null,
    });
  });

  it.each(['a\0', '\uD800', 'a'.repeat(1_025)])('takes no query for an impossible name', async (typed) => {
    expect(await users().findByUsername(typed)).toBeNull();
    expect(queries()).toBe(0);
  });
});

it('refuses to start with an unknown kind of subject', () => {
  const subject = 'toString' as 'id';
  expect(() => users(subject)).toThrow("The option subject of UsersModule must be 'id' or 'username'");
});

describe('the prepared statement of the look-up', () => {
  it('has a name, unless a host turns that off', async () => {
    await users().findBySubject('1');
    await users('id', { preparedStatements: false }).findBySubject('1');
    const [named, unnamed] = query.mock.calls.map(([asked]) => asked);
    expect(named).toHaveProperty('name', 'portcullis_users_by_id');
    expect(unnamed).toHaveProperty('name', undefined);
  });

  it.each([
    ['a connection lost it', 'DEALLOCATE ALL'],
    ['the table was changed', 'ALTER TABLE users ALTER COLUMN email TYPE varchar(120)'],
  ])('still works after %s', async (_what, sql) => {
    const repository = users();
    expect(await repository.findBySubject('2')).toMatchObject({ id: 2 });
    await dataSource.query(sql);
    expect(await repository.findBySubject('2')).toMatchObject({ id: 2 });
    expect(await repository.findBySubject('2')).toMatchObject({ id: 2 });
  });
});
