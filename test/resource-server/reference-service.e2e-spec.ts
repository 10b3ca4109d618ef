import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthorizationServer, headerOf, PASSWORD, startAuthorizationServer } from '../clients/service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';
import { type ResourceServer, startResourceServer } from './host.js';

describe('a service beside the reference service', () => {
  let database: TestDatabase;
  let issuer: AuthorizationServer;
  let server: ResourceServer;

  beforeAll(async () => {
    database = await createTestDatabase();
    issuer = await startAuthorizationServer(database.url);
    server = await startResourceServer({ url: issuer.issuer }, { audience: issuer.audience });
    await issuer.client.newcomer('alice', PASSWORD);
  });
  afterAll(async () => {
    await server.app.close();
    await database.drop();
  });

  const signIn = async () => String((await issuer.client.signIn('alice', PASSWORD)).body['access_token']);

  it('accepts its tokens, also after the keys change', async () => {
    const before = await signIn();
    expect((await server.get('/reports/mine', before)).body).toMatchObject({ id: '1', username: '1', roles: [] });
    await issuer.rotateKeys();
    await eventually(async () => {
      const token = await signIn();
      server.clock.advance(10);
      expect(await server.status(token)).toBe(200);
      return headerOf(token)['kid'] !== headerOf(before)['kid'];
    }, 60_000);
    expect(await server.status(before)).toBe(200);
  });

  it('refuses its tokens for another audience', async () => {
    const other = await startResourceServer({ url: issuer.issuer }, { audience: 'another' });
    expect(await other.status(await signIn())).toBe(401);
    await other.app.close();
  });
});
