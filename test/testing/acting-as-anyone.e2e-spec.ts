import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TEST_PASSWORD, TestAuth, withTestAuth } from '@portcullis/testing';
import request from 'supertest';
import { type Employee, EmployeeRepository, PASSWORD } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import { AppModule, employeesOf, startHost } from './host.js';

describe('the page about testing', () => {
  let app: INestApplication;
  let auth: TestAuth;

  beforeAll(async () => {
    const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
    app = await module.createNestApplication().init();
    auth = TestAuth.of(app);
  });
  afterAll(() => app.close());

  it('signs in as a clerk', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ roles: ['clerk'] }), { scopes: ['items:read'] });
    await request(app.getHttpServer()).get('/files').set(headers).expect(200);
  });

  it('moves the clock', async () => {
    const { headers } = await auth.actingAs(auth.createUser());
    auth.clock.advance({ minutes: 31 });
    await request(app.getHttpServer()).get('/principal').set(headers).expect(401);
  });

  it('reads the events', async () => {
    const stranger = auth.createUser();
    const { headers } = await auth.actingAs(stranger);
    await request(app.getHttpServer()).get('/files').set(headers).expect(403);
    expect(auth.events.ofType('access_denied')).toMatchObject([
      { subject: { id: String(stranger.id) }, code: 'insufficient_role' },
    ]);
  });

  it('makes users of the host’s own kind', async () => {
    const employees = TestAuth.of<Employee>(app, (user) => ({ ...user, department: 'research' }));
    const { user } = await employees.actingAs(employees.createUser({ department: 'sales' }));
    expect(user.department).toBe('sales');
  });

  it('quotes this file', async () => {
    const root = join(import.meta.dirname, '../..');
    const page = await readFile(join(root, 'docs/testing.md'), 'utf8');
    const tested = withoutIndent(await readFile(import.meta.filename, 'utf8'));
    // A block that names its file quotes that one. test/hosts/new-application-nest12 runs the test of a new application.
    const printed = [...page.matchAll(/(?<!-->\n\n)```ts\n(?!\/\/ test\/)(.+?)```/gs)].map(([, block]) =>
      withoutIndent(block ?? ''),
    );
    expect(printed.length).toBeGreaterThan(3);
    expect(printed.filter((block) => !tested.includes(block))).toEqual([]);
  });

  function withoutIndent(code: string): string {
    return code.replace(/^ +/gm, '');
  }
});

describe.each(ADAPTERS)('acting as a user, on %s', (adapter) => {
  let app: INestApplication;
  let auth: TestAuth<Employee>;

  beforeAll(async () => {
    app = await startHost(adapter);
    auth = employeesOf(app);
  });
  afterAll(() => app.close());

  it('passes the guards with supertest', async () => {
    const clerk = auth.createUser({ roles: ['clerk'] });
    const { headers } = await auth.actingAs(clerk);
    await get('/files').set(headers).expect(200, { files: [] });
    await get('/files').expect(401);
  });

  it('is refused without the role, and without the scope', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ roles: ['admin'] }), { scopes: ['items:write'] });
    const { body: denied } = await get('/files').set(headers).expect(403);
    expect(denied).toMatchObject({ code: 'insufficient_role' });
    const { body: narrow } = await get('/items').set(headers).expect(403);
    expect(narrow).toMatchObject({ code: 'insufficient_scope' });
    const reader = await auth.actingAs(auth.createUser(), { scopes: ['items:read'] });
    await get('/items').set(reader.headers).expect(200);
  });

  it('is refused if the user is inactive', async () => {
    const { headers } = await auth.actingAs(auth.createUser({ isActive: false }));
    const { body } = await get('/principal').set(headers);
    expect(body).toMatchObject({ code: 'inactive_user' });
  });

  it.each(['of the host’s own store', 'made by the kit'])(
    'gives the principal that the token endpoint gives, for a user %s',
    async (whose) => {
      const kits = whose === 'made by the kit';
      const user = kits ? auth.createUser({ roles: ['clerk'], department: 'post' }) : alice();
      const scopes = kits ? ['items:write', 'items:read'] : ['items:read'];
      const byPassword = await token(user.username, kits ? TEST_PASSWORD : PASSWORD, scopes.join(' '));
      const byKit = await auth.actingAs(user, { scopes });
      expect(byKit.user).toEqual(user);
      const principal = await principalOf(byKit.token);
      expect(principal).toEqual(await principalOf(byPassword));
      expect(principal).toMatchObject({ user, scopes, claims: { sub: String(user.id), scope: scopes.join(' ') } });
    },
  );

  it('gives the same principal without scopes', async () => {
    const byKit = await auth.actingAs(alice());
    const principal = await principalOf(byKit.token);
    expect(principal).toEqual(await principalOf(await token('alice', PASSWORD)));
    expect(principal).not.toHaveProperty('claims.scope');
  });

  it('sets the roles of a user of the store in this application, without changing the store', async () => {
    const bob = hire('bob');
    const before = await auth.actingAs(bob);
    await get('/files').set(before.headers).expect(403);
    const { headers, user } = await auth.actingAs(bob, { roles: ['clerk'] });
    expect(user).toEqual({ ...bob, roles: ['clerk'] });
    await get('/files').set(headers).expect(200);
    await get('/files').set(before.headers).expect(200);
    await get('/files')
      .set(bearer(await token('bob', PASSWORD)))
      .expect(200);
    await auth.actingAs(bob, { roles: [] });
    await get('/files').set(headers).expect(403);
    expect(bob).not.toHaveProperty('roles');
  });

  it('reads the user from the host’s store on every request', async () => {
    const carol = hire('carol');
    const { headers } = await auth.actingAs(carol, { roles: ['clerk'] });
    await get('/files').set(headers).expect(200);
    const { employees } = app.get(EmployeeRepository);
    employees.splice(employees.indexOf(carol), 1);
    await get('/files').set(headers).expect(401);
  });

  function get(path: string) {
    return request(app.getHttpServer()).get(path);
  }

  function bearer(accessToken: string) {
    return { Authorization: `Bearer ${accessToken}` };
  }

  function hire(username: string): Employee {
    const employee = { id: randomUUID(), username, isActive: true, department: 'sales' };
    app.get(EmployeeRepository).employees.push(employee);
    return employee;
  }

  function alice(): Employee {
    return app.get(EmployeeRepository).employees.find(({ username }) => username === 'alice')!;
  }

  async function token(username: string, password: string, scope?: string): Promise<string> {
    const { body } = await request(app.getHttpServer())
      .post('/token')
      .type('form')
      .send({ username, password, ...(scope !== undefined && { scope }) })
      .expect(200);
    return (body as { access_token: string }).access_token;
  }

  /** @returns the principal without the claims that differ from token to token */
  async function principalOf(accessToken: string): Promise<unknown> {
    const { body } = await get('/principal').set(bearer(accessToken)).expect(200);
    const { claims, ...rest } = body as { claims: Record<string, unknown> };
    const { iat, exp, jti, ...lasting } = claims;
    expect([typeof iat, typeof exp, typeof jti]).toEqual(['number', 'number', 'string']);
    return { ...rest, claims: lasting };
  }
});

describe('acting as a user', () => {
  let app: INestApplication;
  let auth: TestAuth<Employee>;

  beforeAll(async () => {
    app = await startHost('fastify');
    auth = employeesOf(app);
  });
  afterAll(() => app.close());

  it('refuses scopes and roles that the host does not declare', async () => {
    const user = auth.createUser();
    await expect(auth.actingAs(user, { scopes: ['items:raed'] })).rejects.toThrow(/scopes hold no 'items:raed'/);
    await expect(auth.actingAs(user, { roles: ['clark'] })).rejects.toThrow(
      /roles hold no 'clark', only: clerk, admin/,
    );
    expect(() => auth.createUser({ roles: ['clark'] })).toThrow(/roles hold no 'clark'/);
  });

  it('refuses a user who exists neither in the kit nor in the store', async () => {
    const nobody = { id: 'nobody', username: 'nobody', isActive: true };
    await expect(auth.actingAs(nobody)).rejects.toThrow(/There is no user 'nobody'/);
  });
});
