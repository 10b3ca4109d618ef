import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';
import { type AuthorizationServer, headerOf, PASSWORD, startAuthorizationServer } from './service.js';

describe.each(['ES256', 'EdDSA', 'RS256'])('createRemoteJWKSet of jose, as it comes, with %s', (algorithm) => {
  let database: TestDatabase;
  let server: AuthorizationServer;

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startAuthorizationServer(database.url, { AUTH_JWT_ALGORITHM: algorithm });
    await server.client.newcomer('alice', PASSWORD);
  }, 60_000);
  afterAll(() => database.drop());

  const signIn = async () => String((await server.client.signIn('alice', PASSWORD)).body['access_token']);

  it('verifies access tokens before, during and after a rotation', async () => {
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`), { cooldownDuration: 0 });
    const verify = async (token: string) => {
      const { issuer, audience } = server;
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt', algorithms: [algorithm] });
      return payload.sub;
    };
    const before = await signIn();
    const subject = await verify(before);
    expect(subject).toMatch(/^\d+$/);
    await server.rotateKeys();
    const seen: string[] = [];
    const after = await eventually(async () => {
      const token = await signIn();
      seen.push(token);
      return headerOf(token)['kid'] !== headerOf(before)['kid'] && token;
    }, 20_000);
    for (const token of [before, ...seen, after]) {
      expect(await verify(token)).toBe(subject);
    }
  }, 60_000);
});
