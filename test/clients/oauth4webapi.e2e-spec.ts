import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type AuthorizationServer, PASSWORD, SHOP, startAuthorizationServer } from './service.js';

const OVER_LOOPBACK = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: SHOP.id };

describe('oauth4webapi, without configuration', () => {
  let database: TestDatabase;
  let server: AuthorizationServer;
  let as: oauth.AuthorizationServer;

  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startAuthorizationServer(database.url);
    await server.client.newcomer('alice', PASSWORD);
    const issuer = new URL(server.issuer);
    const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...OVER_LOOPBACK });
    as = await oauth.processDiscoveryResponse(issuer, answer);
  });
  afterAll(() => database.drop());

  const signIn = async (authentication: oauth.ClientAuth) => {
    const parameters = { username: 'alice', password: PASSWORD };
    const answer = await oauth.genericTokenEndpointRequest(
      as,
      client,
      authentication,
      'password',
      parameters,
      OVER_LOOPBACK,
    );
    return oauth.processGenericTokenEndpointResponse(as, client, answer);
  };
  const refresh = async (authentication: oauth.ClientAuth, token: string) =>
    oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, authentication, token, OVER_LOOPBACK),
    );
  const introspect = async (authentication: oauth.ClientAuth, token: string) =>
    oauth.processIntrospectionResponse(
      as,
      client,
      await oauth.introspectionRequest(as, client, authentication, token, OVER_LOOPBACK),
    );
  const revoke = async (authentication: oauth.ClientAuth, token: string) =>
    oauth.processRevocationResponse(await oauth.revocationRequest(as, client, authentication, token, OVER_LOOPBACK));

  it('discovers the endpoints', () => {
    expect(as).toMatchObject({
      issuer: server.issuer,
      token_endpoint: `${server.issuer}/token`,
      revocation_endpoint: `${server.issuer}/revoke`,
      introspection_endpoint: `${server.issuer}/introspect`,
      jwks_uri: `${server.issuer}/.well-known/jwks.json`,
    });
  });

  it.each([
    ['client_secret_basic', oauth.ClientSecretBasic(SHOP.secret)],
    ['client_secret_post', oauth.ClientSecretPost(SHOP.secret)],
  ])('signs in, refreshes, introspects and revokes by %s', async (_method, authentication) => {
    const first = await signIn(authentication);
    expect(first.token_type).toBe('bearer');
    const second = await refresh(authentication, String(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await introspect(authentication, second.access_token)).toMatchObject({
      active: true,
      username: 'alice',
      iss: server.issuer,
      client_id: SHOP.id,
    });
    expect(await introspect(authentication, String(second.refresh_token))).toMatchObject({ active: true });
    expect((await server.client.me(second.access_token)).status).toBe(200);
    await revoke(authentication, String(second.refresh_token));
    expect(await introspect(authentication, second.access_token)).toEqual({ active: false });
    expect((await server.client.me(second.access_token)).status).toBe(401);
    await expect(refresh(authentication, String(second.refresh_token))).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
  });

  it('reports a wrong client secret as an error of the protocol', async () => {
    const wrong = oauth.ClientSecretBasic('another secret');
    await expect(introspect(wrong, 'any')).rejects.toMatchObject({ status: 401 });
  });
});
