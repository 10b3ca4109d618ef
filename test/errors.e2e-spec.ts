import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserRepository } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const SECRET_DETAIL = 'SELECT * FROM vault -- /home/alice/vault.ts';

/** A repository with a defect: it throws an unexpected error. */
class BrokenRepository extends UserRepository {
  findBySubject(): never {
    throw new Error(SECRET_DETAIL);
  }

  findByUsername(): never {
    throw new Error(SECRET_DETAIL);
  }
}

describe.each(ADAPTERS)('errors, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
  });
  afterAll(() => service.stop());

  it('responds with 404 to an unknown route', async () => {
    const answer = await service.client.get('/nowhere');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Not Found',
      code: 'not_found',
    });
  });

  it.each([
    ['GET', '/register', 'POST'],
    ['DELETE', '/me', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/health/live', 'GET, HEAD'],
    ['PATCH', '/token', 'POST'],
  ])('responds with 405 to %s %s', async (method, path, allow) => {
    const answer = await service.client.send(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.body.detail).toBe('Method Not Allowed');
  });

  it.each([
    ['broken JSON', 400, 'application/json', '{"username": "alice",'],
    ['another media type', 415, 'text/yaml', 'username: alice'],
    ['a body over the cap', 413, 'application/json', JSON.stringify({ username: 'x'.repeat(20_000) })],
  ])('responds to %s with %d', async (_what, status, contentType, body) => {
    const answer = await service.client.send('/register', {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  });

  it('does not pollute prototypes by a body with __proto__', async () => {
    const answer = await service.client.postJson(
      '/register',
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    expect([400, 422]).toContain(answer.status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('hides the details of an internal error', async () => {
    const lines: string[] = [];
    const failing = await startService({
      adapter,
      log: (line) => lines.push(line),
      override: (builder) => builder.overrideProvider(UserRepository).useClass(BrokenRepository),
    });
    try {
      const { accessToken } = failing.app.get(AccessTokenService).issue({ subject: '1', scope: [] });
      const me = await failing.client.me(accessToken);
      expect(me.status).toBe(500);
      expect(me.body).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        detail: 'Internal Server Error',
        code: 'internal_error',
      });
      const token = await failing.client.signIn('alice', 'password');
      expect(token.status).toBe(500);
      expect(token.body).toMatchObject({ error: 'server_error', detail: 'Internal Server Error' });
      expect(lines.join('')).toContain('vault');
    } finally {
      await failing.stop();
    }
  });
});
