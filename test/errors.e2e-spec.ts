import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService, UserRepository } from '@portcullis/auth';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const SECRET_DETAIL = 'SELECT * FROM vault -- /home/somebody/vault.ts';

/** Broken in a way that nobody has foreseen. */
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

  it('answers 404 to an unknown route', async () => {
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
  ])('answers 405 to %s %s', async (method, path, allow) => {
    const answer = await service.client.send(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.body.detail).toBe('Method Not Allowed');
  });

  it.each([
    ['broken JSON', 400, 'application/json', '{"username": "alice",'],
    // Express leaves unread what it has no parser for.
    ['another media type', adapter === 'fastify' ? 415 : 422, 'text/yaml', 'username: alice'],
    ['a body over the cap', 413, 'application/json', JSON.stringify({ username: 'x'.repeat(20_000) })],
  ])('answers %s with %d', async (_what, status, contentType, body) => {
    const answer = await service.client.send('/register', {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  });

  it('leaves objects clean of __proto__ in a body', async () => {
    const answer = await service.client.postJson(
      '/register',
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    expect([400, 422]).toContain(answer.status);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('says no more of its own failure than that it failed', async () => {
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
