import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../src/config/settings.js';
import { startService, type TestService } from './support/service.js';

const ORIGIN = 'https://app.example.com';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('in production', () => {
  let service: TestService;

  beforeAll(async () => {
    const { docsEnabled, production, corsOrigins } = readSettings({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://localhost/irrelevant',
      AUTH_JWT_SECRET: 'x'.repeat(32),
      CORS_ORIGINS: ORIGIN,
    });
    service = await startService({ runtime: { docsEnabled, production, corsOrigins } });
  });
  afterAll(() => service.stop());

  it.each(['/docs', '/docs/', '/openapi.json', '/docs-json'])('serves nothing at %s', async (path) => {
    expect((await service.client.get(path)).status).toBe(404);
  });

  it('sends security headers with every response', async () => {
    const answers = [
      ...['/', '/me', '/nowhere', '/%', '/health/ready'].map((path) => service.client.get(path)),
      service.client.send('/token', { method: 'POST', body: '{', headers: { 'Content-Type': 'application/json' } }),
    ];
    for (const { headers } of await Promise.all(answers)) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'self'/),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'origin-agent-cluster': '?1',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  it('lets only pages of the listed origins read its responses', async () => {
    const preflight = (origin: string) =>
      service.client.send('/me', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'GET',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
    const listed = await preflight(ORIGIN);
    expect(listed.status).toBe(204);
    expect(listed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await preflight('https://evil.example.com');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gives each request an id, and keeps a well-formed id of the request', async () => {
    const ours = (await service.client.get('/')).headers.get('x-request-id');
    expect(ours).toMatch(UUID);
    const theirs = await service.client.get('/', { 'X-Request-Id': 'trace-0123456789' });
    expect(theirs.headers.get('x-request-id')).toBe('trace-0123456789');
    const malformed = await service.client.get('/', { 'X-Request-Id': 'a"b{}' });
    expect(malformed.headers.get('x-request-id')).toMatch(UUID);
  });
});
