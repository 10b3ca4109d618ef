import { Controller, Module, Param, Post } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Public } from '@portcullis/auth';
import { RegistrationService, UsersModule } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ADAPTERS } from '../support/adapters.js';
import { startUsersHost, type UsersHost } from './users-host.js';

const PASSWORD = 'an unlikely passphrase';

function registrationOf(username: string) {
  return { username, email: `${username}@example.com`, password: PASSWORD };
}

/** A host's own way to make accounts. */
@Public()
@Controller('invitations')
class InvitationController {
  constructor(private readonly registrations: RegistrationService) {}

  @Post(':username')
  async accept(@Param('username') username: string) {
    const { id } = await this.registrations.register(registrationOf(username));
    return { id };
  }
}

let database: TestDatabase;
let host: UsersHost | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

const answerTo = (path: string, body: object = {}) => host!.client.postJson(path, body);

describe.each(ADAPTERS)('the route for registering, on %s', (adapter) => {
  it.each([
    ['if the module is imported by its class', UsersModule],
    ['if the options do not mention it', UsersModule.forRoot({})],
    ['if its path is left out', UsersModule.forRoot({ registration: {} })],
    ['if it is undefined', UsersModule.forRoot({ registration: undefined })],
  ])('is at /register, %s', async (_where, users) => {
    host = await startUsersHost(database.url, users, adapter);
    expect(await answerTo('/register')).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(host.paths()).toEqual(['/register']);
  });

  it.each([
    ['accounts', '/accounts'],
    ['/members/new', '/members/new'],
  ])('can be moved to %s, and behaves the same there', async (path, url) => {
    host = await startUsersHost(database.url, UsersModule.forRoot({ registration: { path } }), adapter);
    const eve = registrationOf(`eve-${path.length}-on-${adapter}`);
    expect(await answerTo(url, eve)).toMatchObject({ status: 201, body: { is_active: true } });
    expect(await answerTo(url, eve)).toMatchObject({ status: 400, body: { code: 'already_registered' } });
    expect((await answerTo(url, { ...eve, roles: ['admin'] })).body).toMatchObject({ errors: [{ pointer: '/roles' }] });
    expect((await answerTo('/register', eve)).status).toBe(404);
    expect(host.paths()).toEqual([url]);
  });

  it('can be left out, and the host can use the service in its own route', async () => {
    const users = UsersModule.forRoot({ registration: false, isGlobal: true });
    host = await startUsersHost(database.url, users, adapter, [InvitationController]);
    expect((await answerTo('/register', registrationOf('mallory'))).status).toBe(404);
    expect(host.paths()).toEqual(['/invitations/{username}']);
    expect((await answerTo(`/invitations/guest-on-${adapter}`)).status).toBe(201);
    expect((await host.client.signIn(`guest-on-${adapter}`, PASSWORD)).status).toBe(200);
  });
});

it('the option registration: false applies to a module that re-exports UsersModule', async () => {
  const users = UsersModule.forRoot({ registration: false });

  @Module({ imports: [DatabaseModule.forRoot(database.url), users], exports: [users] })
  class MembersModule {}

  host = await startUsersHost(database.url, MembersModule, 'fastify', [InvitationController]);
  expect((await answerTo('/register', registrationOf('mallory'))).status).toBe(404);
  expect((await answerTo('/invitations/friend')).status).toBe(201);
});
