import { createHmac, createPublicKey } from 'node:crypto';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { PolicyTable } from '@portcullis/auth';
import { ADAPTERS } from '../support/adapters.js';
import { type ModuleOptions, type ResourceServer, startResourceServer } from './host.js';
import { Issuer, newKey } from './issuer.js';

describe.each(ADAPTERS)('a service that guards its routes by the keys of another service, on %s', (adapter) => {
  let issuer: Issuer;
  let server: ResourceServer;

  beforeAll(async () => {
    issuer = await new Issuer().start();
    server = await startResourceServer(issuer, {}, adapter);
  });
  afterAll(async () => {
    await server.app.close();
    await issuer.stop();
  });

  it('accepts a valid token, and knows its user', async () => {
    const answer = await server.get('/reports/mine', issuer.token({ username: 'alice', roles: ['clerk'] }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: '7f1c', username: 'alice', isActive: true, roles: ['clerk'] });
  });

  it.each([
    [{}, '7f1c'],
    [{ preferred_username: 'carol' }, 'carol'],
    [{ username: 'alice', preferred_username: 'carol' }, 'alice'],
    [{ username: 7 }, '7f1c'],
  ])('takes the username from %j', async (claims, username) => {
    expect((await server.get('/reports/mine', issuer.token(claims))).body).toMatchObject({ username, roles: [] });
  });

  it('responds 401 without a token, except on public routes', async () => {
    const answer = await server.client.get('/reports/mine');
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 401, code: 'not_authenticated' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="portcullis"');
    expect((await server.client.get('/reports/open')).status).toBe(200);
    expect((await server.client.signIn('alice', 'any')).status).toBe(404);
  });

  it('requires scopes, and the roles in the token', async () => {
    const scoped = issuer.token({ scope: 'reports:read' });
    expect((await server.get('/reports', scoped)).status).toBe(200);
    const refused = await server.get('/reports', issuer.token({ scope: 'reports:write' }));
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="reports:read"/);
    expect((await server.get('/reports/all', scoped)).status).toBe(403);
    expect((await server.get('/reports/all', issuer.token({ roles: ['clerk'] }))).status).toBe(200);
    expect((await server.get('/reports/audit', issuer.token({ roles: ['clerk'] }))).status).toBe(403);
  });

  it.each([
    ['audience', { aud: 'report' }],
    ['audiences', { aud: ['reports', 'other'] }],
    ['issuer', { iss: 'http://127.0.0.1:1' }],
    ['expiry', { exp: 1_000_000_000 }],
    ['roles that are not a list', { roles: 'clerk' }],
    ['roles of which one is not a text', { roles: ['clerk', 7] }],
  ])('refuses another %s', async (_what, claims) => {
    const answer = await server.get('/reports/mine', issuer.token(claims));
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 401, code: 'invalid_token' });
  });

  it('refuses a token that another key signed under a known kid', async () => {
    const [header] = issuer.token().split('.') as [string];
    const [, payload, signature] = issuer.token({}, newKey('ec')).split('.') as [string, string, string];
    expect(await server.status([header, payload, signature].join('.'))).toBe(401);
  });

  it('refuses an HMAC made with the public key, in each of its forms', async () => {
    const publicKey = createPublicKey({ key: issuer.key.publicJwk, format: 'jwk' });
    const forms = [
      publicKey.export({ format: 'pem', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'spki' }),
      JSON.stringify(issuer.key.publicJwk),
    ];
    for (const form of forms) {
      const header = encoded({ alg: 'HS256', typ: 'at+jwt', kid: issuer.key.keyId });
      const input = `${header}.${issuer.token().split('.')[1]}`;
      expect(await server.status(`${input}.${createHmac('sha256', form).update(input).digest('base64url')}`)).toBe(401);
    }
  });

  it('has its routes checked, tabulated and described like any other', () => {
    expect(server.app.get(PolicyTable, { strict: false }).toString()).toMatch(
      /GET \/reports +active user and scope reports:read/,
    );
    const { components, paths } = createSecuredDocument(server.app, new DocumentBuilder().build());
    expect(Object.values(components?.securitySchemes ?? {})).toMatchObject([{ type: 'http', scheme: 'bearer' }]);
    expect(paths['/reports']?.get?.security).toHaveLength(1);
    expect(paths['/token']).toBeUndefined();
  });
});

describe('a service with its own user repository', () => {
  let issuer: Issuer;
  let server: ResourceServer;

  beforeEach(async () => {
    issuer = await new Issuer().start();
  });
  afterEach(async () => {
    await server.app.close();
    await issuer.stop();
  });

  async function startWith(findBySubject: (subject: string) => Promise<{ isActive: boolean } | null>): Promise<void> {
    const find = async (subject: string) => {
      const found = await findBySubject(subject);
      return found && { id: subject, username: 'alice', roles: ['clerk'], ...found };
    };
    const userRepository: ModuleOptions['userRepository'] = { useValue: { findBySubject: find } };
    server = await startResourceServer(issuer, { userRepository });
  }

  it('uses the user of the repository, not the claims of the token', async () => {
    await startWith(async (subject) => (subject === '7f1c' ? { isActive: true } : null));
    expect((await server.get('/reports/all', issuer.token())).status).toBe(200);
    expect((await server.get('/reports/audit', issuer.token({ roles: ['auditor'] }))).status).toBe(403);
    expect(await server.status(issuer.token({ sub: 'x' }))).toBe(401);
  });

  it('refuses a user who was deactivated there, from the next request on', async () => {
    let isActive = true;
    await startWith(async () => ({ isActive }));
    expect(await server.status(issuer.token())).toBe(200);
    isActive = false;
    expect(await server.status(issuer.token())).toBe(400);
  });

  it('responds 503 if the repository is unreachable', async () => {
    await startWith(() => Promise.reject(new ServiceUnavailableError()));
    expect(await server.status(issuer.token())).toBe(503);
  });
});

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
