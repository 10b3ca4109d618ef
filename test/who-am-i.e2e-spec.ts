import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const BARE = 'Bearer realm="portcullis"';

describe.each(ADAPTERS)('GET /me, on %s', (adapter) => {
  let service: TestService;
  let token: string;

  beforeAll(async () => {
    service = await startService({ adapter });
    ({ token } = await service.client.newcomer('alice'));
  });
  afterAll(() => service.stop());

  it('returns the user of the token, and nothing else', async () => {
    const answer = await service.client.me(token);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: expect.any(Number),
      username: 'alice',
      email: 'alice@example.com',
      email_verified: false,
      is_active: true,
      roles: [],
    });
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('accepts the scheme as %s', async (scheme) => {
    expect((await service.client.get('/me', { Authorization: `${scheme} ${token}` })).status).toBe(200);
  });

  it.each([
    ['no header', {}],
    ['another scheme', { Authorization: 'Basic YWxpY2U6c2VjcmV0' }],
    ['a longer scheme', { Authorization: 'BearerToken abc' }],
  ])('responds 401 without an error code to %s', async (_what, headers) => {
    const answer = await service.client.get('/me', headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      status: 401,
      title: 'Unauthorized',
      detail: 'Not authenticated',
      code: 'not_authenticated',
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('www-authenticate')).toBe(BARE);
  });

  it.each([['garbage'], ['a.b.c'], ['eyJhbGciOiJub25lIn0.e30.'], ['a=='], ['a+b/c']])(
    'refuses the token %j',
    async (bad) => {
      const answer = await service.client.me(bad);
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ detail: 'Could not validate credentials', code: 'invalid_token' });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="portcullis", error="invalid_token"/);
    },
  );

  it.each([
    ['no token', () => 'Bearer'],
    ['trailing junk', () => `Bearer ${token} junk`],
    ['a comma list', () => `Bearer ${token}, Bearer ${token}`],
    ['two schemes', () => `Basic YTpi, Bearer ${token}`],
    ['a comma at the end', () => `Bearer ${token},`],
    ['a tab', () => `Bearer\t${token}`],
    ['a parameter', () => `Bearer token="${token}"`],
  ])('refuses a header with %s', async (_what, header) => {
    const answer = await service.client.get('/me', { Authorization: header() });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'malformed_authorization' });
    expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_request"/);
  });

  it('refuses two Authorization headers', async () => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.client.url);
      const headers = ['Host', 'localhost', 'Authorization', `Bearer ${token}`, 'authorization', 'Basic YTpi'];
      httpRequest({ hostname, port, path: '/me', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
  });

  it('ignores a token in the query', async () => {
    const answer = await service.client.get(`/me?access_token=${token}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(BARE);
  });

  it('refuses a user as soon as they are deactivated, and accepts them once they are active again', async () => {
    const gone = await service.client.newcomer('gone');
    await query("UPDATE users SET is_active = false WHERE username = 'gone'");
    const answer = await service.client.me(gone.token);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: 'Inactive user', code: 'inactive_user' });
    await query("UPDATE users SET is_active = true WHERE username = 'gone'");
    expect((await service.client.me(gone.token)).status).toBe(200);
  });

  it('refuses a deleted user', async () => {
    const deleted = await service.client.newcomer('deleted');
    await query("DELETE FROM users WHERE username = 'deleted'");
    const answer = await service.client.me(deleted.token);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ detail: 'Could not validate credentials' });
  });

  it('responds to HEAD as to GET, behind the same guard', async () => {
    expect((await service.client.send('/me', { method: 'HEAD' })).status).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await service.client.send('/me', { method: 'HEAD', headers })).status).toBe(200);
  });

  async function query(sql: string): Promise<void> {
    await service.app.get(DataSource).query(sql);
  }
});
