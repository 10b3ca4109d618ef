import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { readSettings } from '../src/config/settings.js';
import { SECURITY_HEADERS } from '../src/http/security-headers.js';
import { startService, type TestService } from './support/service.js';

const ORIGIN = 'https://app.example.com';

@Module({})
class EmptyModule {}

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

  it.each(['/docs', '/docs/', '/openapi.json', '/docs-json'])('has nothing at %s', async (path) => {
    expect((await service.client.get(path)).status).toBe(404);
  });

  it('sends security headers with every answer', async () => {
    const answers = [
      ...['/', '/me', '/nowhere', '/%', '/health/ready'].map((path) => service.client.get(path)),
      service.client.send('/token', { method: 'POST', body: '{', headers: { 'Content-Type': 'application/json' } }),
    ];
    for (const { headers } of await Promise.all(answers)) {
      expect(Object.fromEntries(headers)).toMatchObject(SECURITY_HEADERS);
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  it("sends those of Nest's that browsers of today go by", async () => {
    const app = await NestFactory.create(EmptyModule, new FastifyAdapter(), { logger: false });
    app.useSecurityHeaders({
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    });
    await app.listen(0, '127.0.0.1');
    const { headers } = await fetch(await app.getUrl());
    await app.close();
    const ofHttp = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive']);
    expect(Object.fromEntries([...headers].filter(([name]) => !ofHttp.has(name)))).toEqual(SECURITY_HEADERS);
  });

  it('lets the pages of listed origins read its answers, and no others', async () => {
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

  it('gives each request an id, and keeps a sane one that came with it', async () => {
    const ours = (await service.client.get('/')).headers.get('x-request-id');
    expect(ours).toMatch(/^[0-9a-f-]{36}$/);
    const theirs = await service.client.get('/', { 'X-Request-Id': 'trace-0123456789' });
    expect(theirs.headers.get('x-request-id')).toBe('trace-0123456789');
    const insane = await service.client.get('/', { 'X-Request-Id': 'a"b{}' });
    expect(insane.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
