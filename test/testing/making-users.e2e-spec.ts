import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { TEST_PASSWORD, type TestAuth, withTestAuth } from '@portcullis/testing';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { type Employee, EmployeeRepository } from '../embedding/host.js';
import { Client } from '../support/client.js';
import { employeesOf, startHost, testingModule } from './host.js';

describe('a user made by the test kit', () => {
  let app: INestApplication;
  let auth: TestAuth<Employee>;
  let client: Client;
  let hasher: CountingPasswordHasher;

  beforeEach(async () => {
    hasher = new CountingPasswordHasher();
    app = await startHost('fastify', withTestAuth(testingModule(), { passwordHasher: hasher }));
    auth = employeesOf(app);
    client = new Client(await app.getUrl());
  });
  afterEach(() => app.close());

  it('is active, has no roles, and has a unique name', () => {
    const users = Array.from({ length: 100 }, () => auth.createUser());
    expect(users[0]).toEqual({
      id: expect.any(String),
      username: expect.stringMatching(new RegExp(`^user-${process.env['JEST_WORKER_ID'] ?? '0'}-[0-9a-f]{10}-\\d+$`)),
      isActive: true,
      roles: [],
      department: 'tests',
    });
    expect(new Set(users.map(({ username }) => username)).size).toBe(100);
    expect(new Set(users.map(({ id }) => id)).size).toBe(100);
  });

  it('has the members that the test sets', async () => {
    const said = { id: 'e-7', username: 'Eve', isActive: true, roles: ['admin'], department: 'sales' };
    expect(auth.createUser(said)).toEqual(said);
    expect((await auth.actingAs({ ...said, roles: [] })).user).toEqual(said);
  });

  it('can sign in by password, with any spelling of the name', async () => {
    const user = auth.createUser({ username: 'Eve', password: 'a word of her own' });
    expect((await client.signIn('EVE', 'a word of her own')).status).toBe(200);
    expect((await client.signIn('Eve', TEST_PASSWORD)).status).toBe(401);
    expect(user).not.toHaveProperty('password');
    expect((await client.signIn(auth.createUser().username, TEST_PASSWORD)).status).toBe(200);
  });

  it('may be inactive and without a password', async () => {
    const { username } = auth.createUser({ password: null });
    expect((await client.signIn(username, TEST_PASSWORD)).status).toBe(401);
    const gone = auth.createUser({ isActive: false });
    expect((await client.signIn(gone.username, TEST_PASSWORD)).body).toMatchObject({ detail: 'Inactive user' });
  });

  it('can’t be made twice', () => {
    auth.createUser({ id: 'e-7', username: 'Eve' });
    expect(() => auth.createUser({ username: 'ＥＶＥ' })).toThrow(/already/);
    expect(() => auth.createUser({ id: 'e-7' })).toThrow(/already/);
  });

  it('signs in without a hash', async () => {
    for (let made = 0; made < 20; made += 1) {
      const { headers } = await auth.actingAs(auth.createUser({ roles: ['clerk'] }));
      expect((await client.get('/files', { ...headers })).status).toBe(200);
    }
    expect([hasher.hashed, hasher.verified]).toEqual([0, 0]);
    await client.signIn(auth.createUser().username, TEST_PASSWORD);
    expect([hasher.hashed, hasher.verified]).toEqual([1, 1]);
  });

  it('keeps the class that the host makes users of', async () => {
    class Person {
      readonly isActive = true;
      constructor(
        readonly id: string,
        readonly username: string,
      ) {}

      get roles(): readonly string[] {
        return this.id === 'root' ? ['admin'] : [];
      }
    }
    const employees = employeesOf(app);
    app
      .get(EmployeeRepository)
      .employees.push(Object.assign(new Person('root', 'root'), { department: 'it' }) as Employee);
    const { user } = await employees.actingAs(new Person('root', 'root'), { roles: ['clerk'] });
    expect(user).toBeInstanceOf(Person);
    expect(user.roles).toEqual(['clerk']);
  });
});
