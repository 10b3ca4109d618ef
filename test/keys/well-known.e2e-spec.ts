import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const METADATA = '/.well-known/oauth-authorization-server';
const ISSUER = 'https://auth.example.com';

describe.each(ADAPTERS)('what other services can learn of this one, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { issuer: ISSUER, jwtAlgorithm: 'EdDSA' } });
  });
  afterAll(() => service.stop());

  it('is its metadata', async () => {
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

  it.each(['evil.example', 'evil.example:443', '127.0.0.1'])('is the same for whom asks %s', async (host) => {
    const headers = { Host: host, 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'gopher', Forwarded: `host=${host}` };
    const [answer] = (await once(get(service.client.url + METADATA, { headers }), 'response')) as [IncomingMessage];
    const told = await text(answer);
    expect(told).not.toContain('evil');
    expect(told).toBe((await service.client.get(METADATA)).text);
  });

  it('names the issuer as the tokens do, byte for byte', async () => {
    const issuer = 'https://example.com/a%20b/Ü';
    const other = await startService({ adapter, runtime: { issuer } });
    const { token } = await other.client.newcomer('alice');
    const { iss } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { iss: string };
    const { body } = await other.client.get(METADATA);
    expect({ iss, issuer: body['issuer'] }).toEqual({ iss: issuer, issuer });
    await other.stop();
  });

  it('is nothing to be discovered where the issuer is no URL', async () => {
    const other = await startService({ adapter, runtime: { issuer: 'portcullis' } });
    const { status, body } = await other.client.get(METADATA);
    expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'not_found' });
    await other.stop();
  });

  it('is told without the database', async () => {
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
