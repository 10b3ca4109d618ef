import { SerializedGraph } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS, startService, type TestService } from './support/service.js';

/** ASVS 8.2.1: every route that a stranger may call, reviewed. A new one belongs here on purpose or not at all. */
const OPEN_ROUTES = [
  'GET /',
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /health/live',
  'GET /health/ready',
  'POST /introspect',
  'POST /register',
  'POST /revoke',
  'POST /token',
];

/** Other spellings of a guarded path. Whatever the router makes of them, none may get past the guard. */
const DISGUISES = [
  '//me',
  '/me/',
  '/me//',
  '/me;x',
  '/%6de',
  '/%6D%65',
  '/ME',
  '/Me',
  '/./me',
  '/x/../me',
  '/me%2f',
  '/me%00',
  '/me?x=/',
  '/me#',
];

describe.each(ADAPTERS)('what is open to strangers, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
  });
  afterAll(() => service.stop());

  it('is what has been reviewed', async () => {
    const open: string[] = [];
    for (const { method, path } of routesOf(service)) {
      const answer = await service.client.send(path.replace(/:\w+/g, '1'), { method });
      if (answer.status !== 401 || answer.body.code !== 'not_authenticated') {
        open.push(`${method} ${path}`);
      }
    }
    expect(open.toSorted()).toEqual(OPEN_ROUTES);
  });

  it.each(DISGUISES)('does not let anybody around the guard by %s', async (path) => {
    const answer = await service.client.send(path);
    expect([400, 401, 404]).toContain(answer.status);
  });

  it.each(['X-HTTP-Method-Override', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL'])(
    'does not heed %s',
    async (name) => {
      const answer = await service.client.send('/me', { headers: { [name]: name.includes('URL') ? '/' : 'OPTIONS' } });
      expect(answer.status).toBe(401);
    },
  );
});

function routesOf({ app }: TestService): { method: string; path: string }[] {
  const entrypoints = Object.values(app.get(SerializedGraph).toJSON().entrypoints).flat() as unknown as {
    type: string;
    metadata: { path: string; requestMethod: string };
  }[];
  return entrypoints
    .filter(({ type }) => type === 'http-endpoint')
    .map(({ metadata: { path, requestMethod } }) => ({ method: requestMethod, path }));
}
