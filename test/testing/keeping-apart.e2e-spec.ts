import { afterEach, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AuthModule } from '@portcullis/auth';
import { TEST_PASSWORD, TestAuth, withTestAuth } from '@portcullis/testing';
import { EmployeeRepository } from '../embedding/host.js';
import { Client } from '../support/client.js';
import { AUTH_OPTIONS_OF_HOST, employeesOf, startHost, testingModule } from './host.js';

describe('two applications in one process', () => {
  const apps: INestApplication[] = [];

  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });

  it('share neither users nor roles, neither time nor events', async () => {
    const repository = new EmployeeRepository();
    const [one, other] = await Promise.all([startWith(repository), startWith(repository)]);
    const kits = one.auth.createUser();
    const session = await one.auth.actingAs(kits);
    expect((await one.client.get('/principal', { ...session.headers })).status).toBe(200);
    expect((await other.client.get('/principal', { ...session.headers })).status).toBe(401);
    expect((await other.client.signIn(kits.username, TEST_PASSWORD)).status).toBe(401);
    await expect(other.auth.actingAs(kits)).rejects.toThrow(/There is no user/);

    const alice = { id: '7f1c', username: 'alice', isActive: true };
    const promoted = await one.auth.actingAs(alice, { roles: ['clerk'] });
    expect((await one.client.get('/files', { ...promoted.headers })).status).toBe(200);
    expect((await other.client.get('/files', { ...promoted.headers })).status).toBe(403);

    one.auth.clock.advance({ hours: 1 });
    expect((await one.client.get('/principal', { ...promoted.headers })).status).toBe(401);
    expect((await other.client.get('/principal', { ...promoted.headers })).status).toBe(200);

    expect(one.auth.events.all).toEqual([]);
    expect(other.auth.events.all.map(({ type }) => type)).toEqual(['sign_in_failed', 'access_denied']);
  });

  it('have one kit each, however often it is requested', async () => {
    const { app, auth } = await startWith(new EmployeeRepository());
    const again = employeesOf(app);
    expect(again.clock).toBe(auth.clock);
    expect(again.events).toBe(auth.events);
    await expect(again.actingAs(auth.createUser())).resolves.toHaveProperty('token');
  });

  /** With one repository for both applications, because a host may share it among all of its tests. */
  async function startWith(users: EmployeeRepository) {
    const app = await startHost(
      'fastify',
      withTestAuth(testingModule()).overrideProvider(EmployeeRepository).useValue(users),
    );
    apps.push(app);
    return { app, auth: employeesOf(app), client: new Client(await app.getUrl()) };
  }
});

describe('the kit refuses an application that', () => {
  it('has no AuthModule', async () => {
    const module = await withTestAuth(Test.createTestingModule({})).compile();
    expect(() => TestAuth.of(module)).toThrow('an application with AuthModule: import AuthModule.forRoot');
  });

  it('was not wrapped', async () => {
    const module = await testingModule().compile();
    expect(() => TestAuth.of(module)).toThrow('Write: withTestAuth(Test.createTestingModule({ … })).compile()');
  });

  it('has more than one AuthModule', async () => {
    @Module({ imports: [AuthModule.forRoot({ ...AUTH_OPTIONS_OF_HOST, userRepository: EmployeeRepository })] })
    class StaffModule {}
    @Module({ imports: [AuthModule.forRoot({ ...AUTH_OPTIONS_OF_HOST, userRepository: EmployeeRepository })] })
    class GuestsModule {}

    const module = await withTestAuth(Test.createTestingModule({ imports: [StaffModule, GuestsModule] })).compile();
    expect(() => TestAuth.of(module)).toThrow('the application has more than one');
  });
});
