import { SerializedGraph } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest } from './attacks/support/raw-request.js';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

/** ASVS 8.2.1: every route that is open without a token, reviewed. Add a route only on purpose. */
const OPEN_ROUTES = [
  'GET /',
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /accept-invitation',
  'GET /change-email',
  'GET /health/live',
  'GET /health/ready',
  'GET /mailbox',
  'GET /mailbox/:id',
  'GET /mailbox/:id/html',
  'GET /pages/:name',
  'GET /reset-password',
  'GET /undo-email',
  'GET /verify-email',
  'POST /email/change',
  'POST /email/undo',
  'POST /email/verification',
  'POST /email/verify',
  'POST /introspect',
  'POST /invitations/accept',
  'POST /password/forgot',
  'POST /password/reset',
  'POST /register',
  'POST /revoke',
  'POST /token',
];

/** Other spellings of a guarded path. However the router reads them, none may bypass the guard. */
const DISGUISES: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `/${path}`,
  (path) => `//${path}`,
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `${path};x`,
  (path) => path.replace('/', '/;x/'),
  (path) => path.replace(/[a-z]/, hexadecimal),
  (path) => path.replace(/[a-z]/g, hexadecimal),
  (path) => path.replace(/[a-z]/g, (letter) => hexadecimal(letter).toUpperCase()),
  (path) => path.replace(/[a-z]/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`),
  (path) => path.toUpperCase(),
  (path) => path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  (path) => `/.${path}`,
  (path) => `/x/..${path}`,
  (path) => `/health/..${path}`,
  (path) => `/%2e${path}`,
  (path) => `${path}%2f`,
  (path) => `${path}%00`,
  (path) => `${path}?x=/`,
  (path) => `${path}?_method=GET`,
  (path) => `${path}#`,
  (path) => `http://localhost${path}`,
  (path) => `http://localhost/health/live/..${path}`,
];

const METHOD_OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];
const PATH_OVERRIDES = ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix'];

describe.each(ADAPTERS)('the routes that are open without a token, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
  });
  afterAll(() => service.stop());

  it('are those that were reviewed', async () => {
    const open: string[] = [];
    for (const { method, path } of routesOf(service)) {
      const answer = await service.client.send(path.replace(/:\w+/g, '1'), { method });
      if (answer.status !== 401 || answer.body.code !== 'not_authenticated') {
        open.push(`${method} ${path}`);
      }
    }
    expect(open.toSorted()).toEqual(OPEN_ROUTES);
  });

  it('do not include a guarded path in another spelling, or by HEAD', async () => {
    for (const { method, path } of guardedRoutes()) {
      for (const disguise of DISGUISES) {
        for (const asked of method === 'GET' ? ['GET', 'HEAD'] : [method, 'POST']) {
          await expectRefused([`${asked} ${disguise(path)} HTTP/1.1`]);
        }
      }
    }
  });

  it('ignore headers that name another method or path', async () => {
    for (const { method, path } of guardedRoutes()) {
      for (const name of METHOD_OVERRIDES) {
        for (const asked of ['GET', 'POST', 'OPTIONS']) {
          await expectRefused([`${asked} ${path} HTTP/1.1`, `${name}: ${method}`]);
          await expectRefused([`${method} ${path} HTTP/1.1`, `${name}: ${asked}`]);
        }
      }
      for (const name of PATH_OVERRIDES) {
        await expectRefused([`${method} ${path} HTTP/1.1`, `${name}: /health/live`]);
        const { body } = await rawRequest(service.client.url, [`${method} / HTTP/1.1`, `${name}: ${path}`]);
        expect(Object.keys(body)).not.toContain('username');
      }
    }
  });

  function guardedRoutes(): { method: string; path: string }[] {
    return routesOf(service)
      .filter(({ method, path }) => !OPEN_ROUTES.includes(`${method} ${path}`))
      .map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, '1') }));
  }

  async function expectRefused(lines: readonly string[]): Promise<void> {
    const { status } = await rawRequest(service.client.url, lines);
    expect({ lines, isKeptOut: [400, 401, 404, 405].includes(status) }).toEqual({ lines, isKeptOut: true });
  }
});

function hexadecimal(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`;
}

function routesOf({ app }: TestService): { method: string; path: string }[] {
  const entrypoints = Object.values(app.get(SerializedGraph).toJSON().entrypoints).flat() as unknown as {
    type: string;
    metadata: { path: string; requestMethod: string };
  }[];
  return entrypoints
    .filter(({ type }) => type === 'http-endpoint')
    .map(({ metadata: { path, requestMethod } }) => ({ method: requestMethod, path }));
}
