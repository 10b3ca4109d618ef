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

/** Makes accounts in a way of the host's own. */
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
    ['where the module comes by its name', UsersModule],
    ['where the options say nothing of it', UsersModule.forRoot({})],
    ['where they leave its path open', UsersModule.forRoot({ registration: {} })],
    ['where they leave all of it open', UsersModule.forRoot({ registration: undefined })],
  ])('is at /register, %s', async (_where, users) => {
    host = await startUsersHost(database.url, users, adapter);
    expect(await answerTo('/register')).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(host.paths()).toEqual(['/register']);
  });

  it.each([
    ['accounts', '/accounts'],
    ['/people/new', '/people/new'],
  ])('is where the host wants it, at %s, and the same in all else', async (path, url) => {
    host = await startUsersHost(database.url, UsersModule.forRoot({ registration: { path } }), adapter);
    const eve = registrationOf(`eve-${path.length}-on-${adapter}`);
    expect(await answerTo(url, eve)).toMatchObject({ status: 201, body: { is_active: true } });
    expect(await answerTo(url, eve)).toMatchObject({ status: 400, body: { code: 'already_registered' } });
    expect((await answerTo(url, { ...eve, roles: ['admin'] })).body).toMatchObject({ errors: [{ pointer: '/roles' }] });
    expect((await answerTo('/register', eve)).status).toBe(404);
    expect(host.paths()).toEqual([url]);
  });

  it('is nowhere where the host does not want it, and the service is there for a way of its own', async () => {
    const users = UsersModule.forRoot({ registration: false, isGlobal: true });
    host = await startUsersHost(database.url, users, adapter, [InvitationController]);
    expect((await answerTo('/register', registrationOf('mallory'))).status).toBe(404);
    expect(host.paths()).toEqual(['/invitations/{username}']);
    expect((await answerTo(`/invitations/guest-on-${adapter}`)).status).toBe(201);
    expect((await host.client.signIn(`guest-on-${adapter}`, PASSWORD)).status).toBe(200);
  });
});

it('goes with a module that passes on what forRoot gave', async () => {
  const users = UsersModule.forRoot({ registration: false });

  @Module({ imports: [DatabaseModule.forRoot(database.url), users], exports: [users] })
  class PeopleModule {}

  host = await startUsersHost(database.url, PeopleModule, 'fastify', [InvitationController]);
  expect((await answerTo('/register', registrationOf('mallory'))).status).toBe(404);
  expect((await answerTo('/invitations/friend')).status).toBe(201);
});
