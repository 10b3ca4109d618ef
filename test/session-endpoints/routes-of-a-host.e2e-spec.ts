import { type ModuleMetadata } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthModule, GLOBAL_GUARDS, PolicyTable } from '@portcullis/auth';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, UsersModule } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { OPTIONS, startHost } from '../embedding/host.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ADAPTERS } from '../support/adapters.js';
import { bearing, CLIENTS, newcomer, REPORTS } from './support.js';

describe.each(ADAPTERS)('the routes of sessions in a host, on %s', (adapter) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  function start(sessions: NonNullable<ModuleMetadata['imports']>[number], providers = [...GLOBAL_GUARDS]) {
    const users = UsersModule.forRoot();
    const userRepository = { useExisting: PostgresUserRepository };
    const auth = AuthModule.forRoot({ ...OPTIONS, isGlobal: true, imports: [users], userRepository, clients: CLIENTS });
    return startHost(adapter, { imports: [DatabaseModule.forRoot(database.url), users, auth, sessions], providers });
  }

  it('can be moved by the host', async () => {
    const routes = {
      revocation: 'oauth/revoke',
      introspection: 'oauth/introspect',
      logout: 'leave',
      ownSessions: 'where',
    };
    const { app, client } = await start(SessionsModule.forRoot({ routes }));
    try {
      for (const path of ['/revoke', '/introspect', '/logout']) {
        expect((await client.postForm(path, {})).status).toBe(404);
      }
      const tokens = await newcomer(client, 'alice');
      const introspected = await client.postForm('/oauth/introspect', { token: tokens.accessToken, ...REPORTS });
      expect(introspected.body).toMatchObject({ active: true, username: 'alice' });
      expect((await client.get('/where', bearing(tokens.accessToken))).body['sessions']).toHaveLength(1);
      expect((await client.postForm('/oauth/revoke', { token: tokens.refreshToken })).status).toBe(200);
      expect((await client.get('/where', bearing(tokens.accessToken))).status).toBe(401);
      const { accessToken } = await newcomer(client, 'bob');
      expect((await client.send('/leave', { method: 'POST', headers: bearing(accessToken) })).status).toBe(204);
    } finally {
      await app.close();
    }
  });

  it('can be left out, one by one or all at once', async () => {
    const partly = await start(SessionsModule.forRoot({ routes: { introspection: false, ownSessions: false } }));
    const without = await start(SessionsModule.forRoot({ routes: false }));
    try {
      const ofSessions = (table: PolicyTable) =>
        table
          .routes()
          .map(({ route }) => route)
          .filter((route) => !/register|token/.test(route));
      expect(ofSessions(partly.app.get(PolicyTable, { strict: false })).toSorted()).toEqual([
        'POST /logout',
        'POST /revoke',
      ]);
      expect(ofSessions(without.app.get(PolicyTable, { strict: false }))).toEqual([]);
    } finally {
      await partly.app.close();
      await without.app.close();
    }
  });

  it('respond 500 and do nothing if no guard is bound', async () => {
    const { app, client } = await start(SessionsModule.forRoot(), []);
    try {
      const { accessToken } = await newcomer(client, 'carol');
      for (const [method, path] of [
        ['GET', '/me/sessions'],
        ['DELETE', '/me/sessions'],
        ['POST', '/logout'],
      ] as const) {
        expect((await client.send(path, { method, headers: bearing(accessToken) })).status).toBe(500);
      }
    } finally {
      await app.close();
    }
  });
});
