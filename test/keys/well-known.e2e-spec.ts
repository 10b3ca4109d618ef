import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const METADATA = '/.well-known/oauth-authorization-server';
const ISSUER = 'https://auth.example.com';

describe.each(ADAPTERS)('the metadata of the service, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { issuer: ISSUER, jwtAlgorithm: 'EdDSA' } });
  });
  afterAll(() => service.stop());

  it('name every endpoint', async () => {
    const { status, headers, body } = await service.client.get(METADATA);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(body).toMatchObject({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      revocation_endpoint: `${ISSUER}/revoke`,
      introspection_endpoint: `${ISSUER}/introspect`,
      response_types_supported: [],
      grant_types_supported: expect.arrayContaining(['password']),
      scopes_supported: expect.arrayContaining(['users:read']),
    });
  });

  it('have the same order in every release', async () => {
    const bySecret = ['client_secret_basic', 'client_secret_post'];
    expect((await service.client.get(METADATA)).text).toBe(
      JSON.stringify({
        issuer: ISSUER,
        token_endpoint: `${ISSUER}/token`,
        token_endpoint_auth_methods_supported: [...bySecret, 'none'],
        jwks_uri: `${ISSUER}/.well-known/jwks.json`,
        scopes_supported: ['users:read', 'users:write', 'sessions:write'],
        response_types_supported: [],
        grant_types_supported: ['password', 'refresh_token'],
        revocation_endpoint: `${ISSUER}/revoke`,
        revocation_endpoint_auth_methods_supported: [...bySecret, 'none'],
        introspection_endpoint: `${ISSUER}/introspect`,
        introspection_endpoint_auth_methods_supported: bySecret,
      }),
    );
  });

  it.each(['evil.example', 'evil.example:443', '127.0.0.1'])('are the same for the Host %s', async (host) => {
    const headers = { Host: host, 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'gopher', Forwarded: `host=${host}` };
    const [answer] = (await once(get(service.client.url + METADATA, { headers }), 'response')) as [IncomingMessage];
    const told = await text(answer);
    expect(told).not.toContain('evil');
    expect(told).toBe((await service.client.get(METADATA)).text);
  });

  it('name the issuer as the tokens do, byte for byte', async () => {
    const issuer = 'https://example.com/a%20b/Ü';
    const other = await startService({ adapter, runtime: { issuer } });
    const { token } = await other.client.newcomer('alice');
    const { iss } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iss: string };
    const { body } = await other.client.get(METADATA);
    expect({ iss, issuer: body['issuer'] }).toEqual({ iss: issuer, issuer });
    await other.stop();
  });

  it('are not found if the issuer is not a URL', async () => {
    const other = await startService({ adapter, runtime: { issuer: 'portcullis' } });
    const { status, body } = await other.client.get(METADATA);
    expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'not_found' });
    await other.stop();
  });

  it('are served, with the keys, while the database is unreachable', async () => {
    const isolated = await startService({ adapter, runtime: { issuer: ISSUER, jwtAlgorithm: 'ES256' } });
    await isolated.app.get(DataSource).destroy();
    for (const path of [METADATA, '/.well-known/jwks.json']) {
      expect((await isolated.client.get(path)).status).toBe(200);
    }
    expect((await isolated.client.get('/health/ready')).status).toBe(503);
    await isolated.app.close().catch(() => undefined);
    await isolated.stop().catch(() => undefined);
  });
});
