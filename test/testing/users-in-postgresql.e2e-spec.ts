import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { TEST_PASSWORD, TestAuth, withTestAuth } from '@portcullis/testing';
import { type RegisteredUser, RegistrationService, PostgresUserRepository, UsersModule } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { AUTH_OPTIONS_OF_HOST, PrincipalController, startHost } from './host.js';

const ALICE = { username: 'Alice', email: 'alice@example.com', password: 'an unlikely passphrase' };

function hostWith(url: string, subject: 'id' | 'username') {
  const users = UsersModule.forRoot({ subject });

  @Module({
    imports: [
      DatabaseModule.forRoot(url),
      users,
      AuthModule.forRoot({
        ...AUTH_OPTIONS_OF_HOST,
        isGlobal: true,
        imports: [users],
        userRepository: { useExisting: PostgresUserRepository },
      }),
    ],
    controllers: [PrincipalController],
    providers: [...GLOBAL_GUARDS],
  })
  class HostModule {}
  return HostModule;
}

describe.each(['id', 'username'] as const)('users in PostgreSQL, whose subject is their %s', (subject) => {
  let database: TestDatabase;
  let app: INestApplication;
  let client: Client;
  let auth: TestAuth<RegisteredUser>;
  let alice: RegisteredUser;

  beforeAll(async () => {
    database = await createTestDatabase();
    const builder = Test.createTestingModule({ imports: [hostWith(database.url, subject)] });
    app = await startHost('fastify', withTestAuth(builder));
    client = new Client(await app.getUrl());
    auth = TestAuth.of<RegisteredUser>(app, (person, number) => ({
      ...person,
      id: number,
      email: `${person.username}@example.com`,
      emailVerified: true,
    }));
    alice = await app.get(RegistrationService).register(ALICE);
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('are signed in like by the token endpoint', async () => {
    const { body } = await client.signIn('alice', ALICE.password);
    const { token, user } = await auth.actingAs(alice);
    expect(user).toEqual(alice);
    const principal = await principalOf(token);
    expect(principal).toEqual(await principalOf(body.access_token as string));
    expect(principal).toMatchObject({ user: alice, claims: { sub: String(alice[subject]) } });
  });

  it('are found after those of the kit', async () => {
    const made = auth.createUser({ roles: ['clerk'] });
    expect(made.id).toBeGreaterThan(1_000_000_000);
    const { token } = await auth.actingAs(made);
    const { body } = await client.signIn(made.username, TEST_PASSWORD);
    expect(await principalOf(token)).toEqual(await principalOf(body.access_token as string));
    expect(await principalOf(token)).toMatchObject({ user: made });
  });

  it('can act with roles that their rows do not have', async () => {
    const bob = await app.get(RegistrationService).register({ ...ALICE, username: 'bob', email: 'bob@example.com' });
    const { user } = await auth.actingAs(bob, { roles: ['admin'] });
    expect(user).toEqual({ ...bob, roles: ['admin'] });
    const repository = app.get(PostgresUserRepository);
    expect(await repository.findBySubject(repository.subjectOf(bob))).toEqual(bob);
  });

  async function principalOf(token: string): Promise<unknown> {
    const { status, body } = await client.get('/principal', { Authorization: `Bearer ${token}` });
    expect(status).toBe(200);
    return { ...body, claims: { ...(body.claims as object), jti: 'a uuid' } };
  }
});
