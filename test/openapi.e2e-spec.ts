import { spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SerializedGraph } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { ServiceUnavailableError, UserRepository } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import { SessionStore } from '@portcullis/sessions';
import { RegistrationService, UserAdministration } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { RefreshTokens } from '../libs/sessions/src/refresh-token/refresh-tokens.js';
import { DatabaseHealth } from '../src/health/database.health.js';
import {
  accountOutages,
  accountRefusals,
  GUARDED_ACCOUNT_ROUTES,
  restoreAccountOfExamples,
  withAccountsOutOfReach,
  withoutSending,
  withSecretOfExamples,
} from './openapi/account-requests.js';
import {
  addressOutages,
  addressRefusals,
  GUARDED_ADDRESS_ROUTES,
  withAddressesOutOfReach,
} from './openapi/address-requests.js';
import { restoreInvitationOfExamples } from './openapi/invitation-of-examples.js';
import {
  GUARDED_INVITATION_ROUTES,
  invitationOutages,
  invitationRefusals,
  withInvitationsOutOfReach,
} from './openapi/invitation-requests.js';
import { type CompiledService, startCompiledService } from './browser/support.js';
import { type Answer, Client, type Registration } from './support/client.js';
import {
  documentOf,
  examplePathOf,
  examplesOf,
  isSecured,
  mismatches,
  OAUTH_PATHS,
  type OpenApi,
  type Operation,
  type Route,
  routesOf,
} from './support/openapi.js';
import { startService, type TestService } from './support/service.js';

describe('the OpenAPI document', () => {
  let service: TestService;
  let document: OpenApi;
  let routes: readonly Route[];

  beforeAll(async () => {
    service = await startService();
    document = documentOf(service.app);
    routes = routesOf(document);
  });
  afterAll(() => service.stop());

  it('is valid', () => {
    expect(document.openapi).toBe('3.0.0');
    expect(validate(document)).toBe('');
    expect(validate({ ...document, paths: { '/': { get: {} } } })).toContain('responses');
  });

  it('has the name and the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(document.info).toMatchObject({ title: 'Portcullis', version });
  });

  it('has only relative URLs without a public URL', () => {
    expect(document.servers).toEqual([{ url: '.' }]);
    expect(document.components.securitySchemes).toEqual({
      OAuth2PasswordBearer: {
        type: 'oauth2',
        description: expect.any(String),
        flows: {
          password: {
            tokenUrl: './token',
            scopes: {
              'users:read': expect.stringMatching(/\S/),
              'users:write': expect.stringMatching(/\S/),
              'sessions:write': expect.stringMatching(/\S/),
            },
          },
        },
      },
    });
  });

  it('describes exactly the routes of the service, without its pages', () => {
    const documented = routes.map(({ method, path }) => `${method} ${path}`).toSorted();
    expect(documented).toEqual(servedRoutes(service).filter((route) => !PAGE.test(route)));
  });

  it('lists the tags in the order in which a new user needs them', () => {
    expect(document.tags.map(({ name }) => name)).toEqual([
      'authentication',
      'users',
      'account',
      'sessions',
      'service',
      'health',
      'administration',
    ]);
    for (const { operation } of routes) {
      expect(document.tags.map(({ name }) => name)).toContain(operation.tags?.[0]);
    }
  });

  it('has a summary for every operation, a description for every response, and examples that match their schemas', () => {
    for (const { operation } of routes) {
      expect(operation.summary).toEqual(expect.stringMatching(/\S/));
      const bodies = Object.values(operation.requestBody?.content ?? {});
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(response.description).toMatch(/\S/);
        expect(Object.keys(response.content ?? {})).toHaveLength(isEmpty(operation, status) ? 0 : 1);
        bodies.push(...Object.values(response.content ?? {}));
      }
      for (const body of bodies) {
        const examples = examplesOf(document, body);
        expect(examples).not.toHaveLength(0);
        expect(examples.flatMap((example) => mismatches(document, body.schema, example))).toEqual([]);
      }
    }
  });

  it('lists only error codes that docs/errors.md explains', async () => {
    const page = await readFile('docs/errors.md', 'utf8');
    for (const name of ['Problem', 'ValidationProblem']) {
      const codes = document.components.schemas[name]?.properties?.['code']?.enum as string[];
      expect(codes).not.toHaveLength(0);
      expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
    }
    const documented = documentedErrors(document).filter(({ route }) => !OAUTH_PATHS.includes(route.path));
    const all = document.components.schemas['Problem']?.properties?.['code']?.enum;
    expect(all).toEqual(expect.arrayContaining(documented.map(({ code }) => code)));
  });

  it('describes every error as a problem document, or as an OAuth 2.0 error (RFC 6749) at the OAuth endpoints', () => {
    for (const { path, operation } of routes) {
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) {
          const mediaType = OAUTH_PATHS.includes(path) ? 'application/json' : 'application/problem+json';
          expect(Object.keys(content)).toEqual([mediaType]);
          const name = content[mediaType]?.schema.$ref?.split('/').at(-1);
          expect(OAUTH_PATHS.includes(path) ? ['TokenError'] : ['Problem', 'ValidationProblem']).toContain(name);
        }
      }
    }
  });
});

describe('responses of the service, compared with the OpenAPI document', () => {
  it('have the documented statuses, headers and bodies for the requests of the examples', async () => {
    const runtime = { clients: CLIENTS, issuer: 'https://auth.example.com' };
    await using(await startService({ runtime, override: withoutSending }), async (service) => {
      const document = documentOf(service.app);
      for (const { route, request } of exampleRequests(document)) {
        await restoreAccountOfExamples(service, PASSWORD_OF_EXAMPLES);
        await restoreInvitationOfExamples(service);
        const headers = { ...request.headers, ...(isSecured(route.operation) && (await asAdministrator(service))) };
        await withSessionOfExamples(service, route);
        const body = await withSecretsOfExamples(service, route, request.body);
        const answer = await service.client.send(request.path, { ...request, headers, ...(body && { body }) });
        expect(`${route.path} ${answer.status}`).toBe(`${route.path} ${successOf(route)}`);
        expectAsDocumented(document, route, answer);
      }
    });
  });

  it('are 401 without a token at every secured route, and at no other', async () => {
    await using(await startService({ runtime: { clients: CLIENTS } }), async ({ app, client }) => {
      for (const { route, request } of exampleRequests(documentOf(app))) {
        const { status } = await client.send(request.path, request);
        expect(`${route.path} ${status === 401}`).toBe(`${route.path} ${isSecured(route.operation)}`);
      }
    });
  });

  it('are 403 for a token without the documented scopes', async () => {
    await using(await startService(), async (service) => {
      const document = documentOf(service.app);
      await service.client.newcomer('alice', 'correct horse battery staple');
      const Authorization = await asAdministrator(service, '');
      const scoped = exampleRequests(document).filter(({ route }) => scopesOf(route).length > 0);
      expect(scoped.map(({ route }) => `${route.method} ${route.path}`).toSorted()).toEqual([
        'DELETE /invitations/{id}',
        'DELETE /users/{id}/sessions',
        'DELETE /users/{id}/sessions/{session_id}',
        'GET /invitations',
        'GET /users',
        'GET /users/{id}/sessions',
        'POST /invitations',
        'POST /invitations/{id}/mail',
        'POST /users/{id}/password-reset',
      ]);
      for (const { route, request } of scoped) {
        const answer = await service.client.send(request.path, {
          ...request,
          headers: { ...request.headers, ...Authorization },
        });
        expect({ status: answer.status, code: answer.body['code'] }).toEqual({
          status: 403,
          code: 'insufficient_scope',
        });
        expect(answer.headers.get('www-authenticate')).toContain(`scope="${scopesOf(route).join(' ')}"`);
      }
    });
  });

  it('equal the example of every documented error', async () => {
    const runtime = { clients: CLIENTS, trustProxy: 1, registrationsPerAddress: 60 };
    await using(await startService({ runtime }), async (service) => {
      const document = documentOf(service.app);
      const refusals = refusalsOf(service);
      const documented = documentedErrors(document);
      expect(
        documented
          .filter(({ status }) => status !== 503)
          .map(nameOf)
          .toSorted(),
      ).toEqual(Object.keys(refusals).toSorted());
      for (const error of documented.filter(({ status }) => status !== 503)) {
        const answer = await refusals[nameOf(error)]!();
        expect({ status: answer.status, body: answer.body }).toEqual({ status: error.status, body: error.example });
        expectAsDocumented(document, error.route, answer);
      }
    });
  });

  it('equal the example of every documented 503', async () => {
    await using(
      await startService({ runtime: { clients: CLIENTS }, override: withEverythingOutOfReach }),
      async (service) => {
        const document = documentOf(service.app);
        const outages = outagesOf(service);
        const documented = documentedErrors(document).filter(({ status }) => status === 503);
        expect(documented.map(nameOf).toSorted()).toEqual(Object.keys(outages).toSorted());
        for (const error of documented) {
          const answer = await outages[nameOf(error)]!();
          expect({ status: answer.status, body: answer.body }).toEqual({ status: error.status, body: error.example });
          expectAsDocumented(document, error.route, answer);
        }
      },
    );
  });
});

describe('the compiled service', () => {
  let service: CompiledService;
  let client: Client;

  beforeAll(async () => {
    service = await startCompiledService();
    client = new Client(service.url);
  });
  afterAll(() => service.stop());

  it('serves the same OpenAPI document at /openapi.json', async () => {
    const inProcess = await startService();
    await using(inProcess, async ({ app }) => {
      const answer = await client.get('/openapi.json');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toEqual(documentOf(app));
    });
  });
});

async function using(service: TestService, use: (service: TestService) => Promise<void>): Promise<void> {
  try {
    await use(service);
  } finally {
    await service.stop();
  }
}

/** Returns the errors. Runs in a separate process: the parser requires ES modules, which Jest on Node 20 can't. */
function validate(document: object): string {
  const script = `
    import { text } from 'node:stream/consumers';
    import SwaggerParser from '@apidevtools/swagger-parser';
    await SwaggerParser.validate(JSON.parse(await text(process.stdin)));`;
  const options = { input: JSON.stringify(document), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
  return status === 0 ? '' : stderr;
}

/** RFC 7009, section 2.2: "The content of the response body is ignored by the client". */
function isEmpty({ operationId }: Operation, status: string): boolean {
  return (
    status === '204' ||
    ['revoke 200', 'startPasswordReset 202', 'mailInvitation 202', 'requestEmailChange 202'].includes(
      `${operationId} ${status}`,
    )
  );
}

/** The client of the examples, and a client that is not allowed to introspect. */
const CLIENTS = [
  { id: 'reports', secretHash: hashOf('a-random-secret-of-256-bits'), introspect: true },
  { id: 'shop', secretHash: hashOf('another-random-secret'), introspect: false },
];

function hashOf(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

/** Replaces the refresh token and the secrets of the examples by valid ones. */
async function withSecretsOfExamples(
  service: TestService,
  { path }: Route,
  body: string | undefined,
): Promise<string | undefined> {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') === 'refresh_token') {
    const { body: tokens } = await service.client.signIn('alice', PASSWORD_OF_EXAMPLES);
    form.set('refresh_token', String(tokens['refresh_token']));
    return form.toString();
  }
  return body && withSecretOfExamples(service, path, body);
}

/** Begins the session of the examples, for the user of the examples, if the path names it. */
async function withSessionOfExamples({ app }: TestService, { operation }: Route): Promise<void> {
  const id = operation.parameters?.find(({ name }) => name === 'session_id')?.schema.example;
  if (typeof id === 'string') {
    await app.get(DataSource).query('DELETE FROM sessions WHERE id = $1', [id]);
    await app.get(SessionStore, { strict: false }).create({
      id,
      userId: '1',
      subject: '1',
      clientId: null,
      scopes: [],
      authentication: { methods: ['pwd'], at: Date.now() },
      idleMilliseconds: 60_000,
      absoluteMilliseconds: 60_000,
      signInStartedAt: performance.now(),
      limit: 100,
      address: null,
      userAgent: null,
      tokenHash: randomBytes(32),
    });
  }
}

function expectAsDocumented(document: OpenApi, { operation }: Route, answer: Answer): void {
  const response = operation.responses[answer.status];
  const [[mediaType, { schema }] = ['', { schema: {} }]] = Object.entries(response?.content ?? {});
  if (isEmpty(operation, String(answer.status))) {
    expect(answer.text).toBe('');
  } else {
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(mediaType);
    expect(mismatches(document, schema, answer.body)).toEqual([]);
  }
  for (const [name, header] of Object.entries(response?.headers ?? {})) {
    const value = answer.headers.get(name);
    expect(mismatches(document, header.schema, header.schema.type === 'integer' ? Number(value) : value)).toEqual([]);
  }
}

/** In the order of use: registration, sign-in, requests with a token. */
function exampleRequests(document: OpenApi): { readonly route: Route; readonly request: ExampleRequest }[] {
  const rank = ({ path, operation }: Route) => (path === '/register' ? 0 : isSecured(operation) ? 2 : 1);
  return routesOf(document)
    .toSorted((one, other) => rank(one) - rank(other))
    .flatMap((route) => requestsOf(document, route).map((request) => ({ route, request })));
}

function scopesOf({ operation }: Route): string[] {
  return (operation.security ?? []).flatMap((alternative) =>
    Object.values(alternative as Record<string, string[]>).flat(),
  );
}

function successOf({ operation }: Route): string | undefined {
  return Object.keys(operation.responses).find((status) => status.startsWith('2'));
}

/** Makes the user of the examples an administrator and signs them in. */
async function asAdministrator(
  { app, client }: TestService,
  scope = SCOPE,
): Promise<{ readonly Authorization: string }> {
  const example = { username: 'alice', password: PASSWORD_OF_EXAMPLES, scope };
  await app.get(UserAdministration, { strict: false }).grant(example.username, 'admin');
  const { body } = await client.postForm('/token', example);
  return { Authorization: `Bearer ${String(body['access_token'])}` };
}

interface ExampleRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function requestsOf(document: OpenApi, route: Route): ExampleRequest[] {
  const { method, operation } = route;
  const bare = examplePathOf(route);
  const parameters = (operation.parameters ?? []).flatMap(({ in: place, name, schema }) =>
    place !== 'query' || schema.example === undefined
      ? []
      : [[name, String(schema.example as string | number | boolean)]],
  );
  const path =
    parameters.length > 0 ? `${bare}?${new URLSearchParams(Object.fromEntries(parameters)).toString()}` : bare;
  const content = Object.entries(operation.requestBody?.content ?? {});
  if (content.length === 0) {
    return [{ method, path }];
  }
  return content.flatMap(([mediaType, body]) =>
    examplesOf(document, body).map((example) => ({
      method,
      path,
      headers: { 'Content-Type': mediaType },
      body:
        mediaType === 'application/json'
          ? JSON.stringify(example)
          : new URLSearchParams(example as Record<string, string>).toString(),
    })),
  );
}

const PAGE = /^GET \/(?:reset-password|verify-email|change-email|undo-email|accept-invitation|mailbox|pages)\b/;

function servedRoutes({ app }: TestService): string[] {
  const entrypoints = Object.values(app.get(SerializedGraph).toJSON().entrypoints).flat() as unknown as {
    readonly type: string;
    readonly metadata: { readonly path: string; readonly requestMethod: string };
  }[];
  return entrypoints
    .filter(({ type }) => type === 'http-endpoint')
    .map(({ metadata: { path, requestMethod } }) => `${requestMethod} ${path.replace(/:(\w+)/g, '{$1}')}`)
    .toSorted();
}

interface DocumentedError {
  readonly route: Route;
  readonly status: number;
  readonly code: string;
  readonly example: unknown;
}

function nameOf({ route, status, code }: DocumentedError): string {
  return `${route.method} ${route.path} ${status} ${code}`;
}

function documentedErrors(document: OpenApi): DocumentedError[] {
  return routesOf(document).flatMap((route) =>
    Object.entries(route.operation.responses)
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([status, { content = {} }]) =>
        Object.values(content)
          .flatMap(({ examples = {} }) => Object.entries(examples))
          .map(([code, { value }]) => ({ route, status: Number(status), code, example: value })),
      ),
  );
}

const PASSWORD = 'an unlikely passphrase';

const PASSWORD_OF_EXAMPLES = 'correct horse battery staple';

function registrationOf(username: string): Registration {
  return { username, email: `${username}@example.com`, password: PASSWORD };
}

/** A request for each documented error. */
function refusalsOf({
  client,
  app,
}: Pick<TestService, 'client' | 'app'>): Readonly<Record<string, () => Promise<Answer>>> {
  const tooLarge = 'x'.repeat(20_000);
  const deactivated = async (name: string): Promise<string> => {
    const { token } = await client.newcomer(name, PASSWORD);
    await app.get(DataSource).query('UPDATE users SET is_active = false WHERE username = $1', [name]);
    return token;
  };
  let formerUser: Promise<string> | undefined;
  const former = () => (formerUser ??= deactivated('shut_out'));
  const list = (token: string, query = '') => client.get(`/users${query}`, { Authorization: `Bearer ${token}` });
  const administration = app.get(UserAdministration, { strict: false });
  const administrator = async (username: string, scope: string): Promise<string> => {
    const { password } = await client.newcomer(username, PASSWORD);
    await administration.grant(username, 'admin');
    return String((await client.postForm('/token', { username, password, scope })).body['access_token']);
  };
  const helpers = {
    signedIn: async (username: string) => (await client.newcomer(username, PASSWORD)).token,
    administrator,
    deactivatedId: async (username: string) => {
      await deactivated(username);
      const [{ id }] = await app.get(DataSource).query('SELECT id FROM users WHERE username = $1', [username]);
      return String(id);
    },
  };
  return {
    'POST /register 400 already_registered': async () => {
      await client.register(registrationOf('twice'));
      return client.register(registrationOf('twice'));
    },
    'POST /register 400 invalid_request': () => client.postJson('/register', '{'),
    'POST /register 413 payload_too_large': () => client.postJson('/register', { username: tooLarge }),
    'POST /register 415 unsupported_media_type': () => client.postForm('/register', { ...registrationOf('unknown') }),
    'POST /register 422 validation_failed': () => client.postJson('/register', {}),
    'POST /register 429 too_many_attempts': async () => {
      for (;;) {
        const elsewhere = { 'X-Forwarded-For': '203.0.113.9' };
        const answer = await client.postJson('/register', registrationOf('twice'), elsewhere);
        if (answer.status === 429) {
          return answer;
        }
      }
    },
    'POST /token 400 invalid_request': () => client.postForm('/token', { password: PASSWORD }),
    'POST /token 400 unsupported_grant_type': () => client.postForm('/token', { grant_type: 'magic' }),
    'POST /token 400 invalid_scope': () =>
      client.postForm('/token', { username: 'x', password: 'x', scope: 'unknown' }),
    'POST /token 400 invalid_grant': async () => {
      await deactivated('gone');
      return client.signIn('gone', PASSWORD);
    },
    'POST /token 400 stale_grant': () => client.postForm('/token', { grant_type: 'refresh_token', refresh_token: 'x' }),
    'POST /token 401 invalid_grant': () => client.signIn('unknown', PASSWORD),
    'POST /token 401 invalid_client': () =>
      client.postForm('/token', { username: 'x', password: 'x', client_id: 'shop', client_secret: 'guessed' }),
    'POST /token 413 invalid_request': () => client.signIn('unknown', tooLarge),
    'POST /token 429 too_many_attempts': () => untilRefused(client, 'guessed'),
    'GET /me 400 inactive_user': async () => client.me(await deactivated('left')),
    'GET /me 400 malformed_authorization': () => client.get('/me', { Authorization: 'Bearer a b' }),
    'GET /me 401 not_authenticated': () => client.get('/me'),
    'GET /me 401 invalid_token': () => client.me('forged'),
    'GET /users 400 inactive_user': async () => list(await deactivated('former_user')),
    'GET /users 400 malformed_authorization': () => client.get('/users', { Authorization: 'Bearer a b' }),
    'GET /users 401 not_authenticated': () => client.get('/users'),
    'GET /users 401 invalid_token': () => list('forged'),
    'GET /users 403 insufficient_role': async () => {
      const token = await administrator('demoted', 'users:read');
      await administration.revoke('demoted', 'admin');
      return list(token);
    },
    'GET /users 403 insufficient_scope': async () => list(await administrator('modest', '')),
    'GET /users 422 validation_failed': async () => list(await administrator('hasty', 'users:read'), '?limit=0'),
    ...oauthRefusals(client, 'POST /revoke', { client_id: 'reports', client_secret: 'guessed' }),
    ...oauthRefusals(client, 'POST /introspect', {}),
    'POST /introspect 403 access_denied': () =>
      client.postForm('/introspect', { client_id: 'shop', client_secret: 'another-random-secret' }),
    'GET /.well-known/oauth-authorization-server 404 not_found': () =>
      client.get('/.well-known/oauth-authorization-server'),
    'POST /logout 400 no_session': async () => {
      await client.newcomer('sessionless', PASSWORD);
      const [{ id }] = await app.get(DataSource).query(`SELECT id FROM users WHERE username = 'sessionless'`);
      const { accessToken } = app.get(AccessTokenService).issue({ subject: String(id), scope: [] });
      return ask(client, 'POST /logout', accessToken);
    },
    ...accountRefusals({ app, client }, helpers),
    ...invitationRefusals({ app, client }, helpers),
    ...Object.assign({}, ...GUARDED_ROUTES.map((route) => guardRefusals(client, route, former))),
    ...addressRefusals({ app, client }, helpers),
    'DELETE /me/sessions/{session_id} 404 unknown_session': async () => {
      const { token } = await client.newcomer('stranger', PASSWORD);
      return ask(client, 'DELETE /me/sessions/{session_id}', token);
    },
    'GET /me/sessions 422 validation_failed': async () => {
      const { token } = await client.newcomer('impatient', PASSWORD);
      return client.get('/me/sessions?limit=0', { Authorization: `Bearer ${token}` });
    },
    'GET /users/{id}/sessions 422 validation_failed': async () => {
      const headers = { Authorization: `Bearer ${await administrator('impatient-too', SCOPE)}` };
      return client.get('/users/1/sessions?limit=0', headers);
    },
    ...Object.assign({}, ...ADMINISTRATIVE_ROUTES.map((route) => administrationRefusals(route))),
    'DELETE /users/{id}/sessions/{session_id} 404 unknown_session': async () =>
      ask(client, 'DELETE /users/{id}/sessions/{session_id}', await administrator('late', SCOPE)),
  };

  function administrationRefusals(route: string): Record<string, () => Promise<Answer>> {
    const name = (what: string) => `${what}${ADMINISTRATIVE_ROUTES.indexOf(route)}`;
    return {
      [`${route} 403 insufficient_role`]: async () => {
        const token = await administrator(name('resigned'), SCOPE);
        await administration.revoke(name('resigned'), 'admin');
        return ask(client, route, token);
      },
      [`${route} 403 insufficient_scope`]: async () => ask(client, route, await administrator(name('meek'), '')),
      [`${route} 404 unknown_user`]: async () =>
        ask(client, route.replace('{id}', '2147483647'), await administrator(name('lost'), SCOPE)),
    };
  }
}

const SCOPE = 'users:read users:write sessions:write';

const ADMINISTRATIVE_ROUTES = [
  'GET /users/{id}/sessions',
  'DELETE /users/{id}/sessions',
  'DELETE /users/{id}/sessions/{session_id}',
];

/** The routes of sessions that require a user. */
const SESSION_ROUTES = [
  'POST /logout',
  'GET /me/sessions',
  'DELETE /me/sessions',
  'DELETE /me/sessions/{session_id}',
  ...ADMINISTRATIVE_ROUTES,
];

const GUARDED_ROUTES = [
  ...SESSION_ROUTES,
  ...GUARDED_ACCOUNT_ROUTES,
  ...GUARDED_INVITATION_ROUTES,
  ...GUARDED_ADDRESS_ROUTES,
];

function ask(client: Client, route: string, token?: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const asked = path.replace('{id}', '1').replace('{session_id}', 'aaaaaaaa-0000-4000-8000-000000000000');
  return client.send(asked, { method, ...(token !== undefined && { headers: { Authorization: `Bearer ${token}` } }) });
}

/** The errors of the guards, the same at every route. */
function guardRefusals(
  client: Client,
  route: string,
  tokenOfFormerUser: () => Promise<string>,
): Record<string, () => Promise<Answer>> {
  return {
    [`${route} 400 inactive_user`]: async () => ask(client, route, await tokenOfFormerUser()),
    [`${route} 400 malformed_authorization`]: () => ask(client, route, 'a b'),
    [`${route} 401 not_authenticated`]: () => ask(client, route),
    [`${route} 401 invalid_token`]: () => ask(client, route, 'forged'),
  };
}

/** The errors of both endpoints for OAuth clients. */
function oauthRefusals(
  client: Client,
  route: string,
  unproven: Record<string, string>,
): Record<string, () => Promise<Answer>> {
  const [, path = ''] = route.split(' ');
  const proven = { client_id: 'reports', client_secret: 'a-random-secret-of-256-bits' };
  return {
    [`${route} 400 invalid_request`]: () => client.postForm(path, proven),
    [`${route} 401 invalid_client`]: () => client.postForm(path, { token: 'x', ...unproven }),
    [`${route} 413 invalid_request`]: () => client.postForm(path, { token: 'x'.repeat(20_000) }),
  };
}

async function untilRefused(client: Client, name: string): Promise<Answer> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await client.signIn(name, 'wrong');
    if (answer.status !== 401) {
      return answer;
    }
  }
  throw new Error(`No attempt to sign in as ${name} was refused`);
}

/** A request for each 503 of a service by {@link withEverythingOutOfReach}. */
function outagesOf({ client, app }: TestService): Readonly<Record<string, () => Promise<Answer>>> {
  const { accessToken } = app.get(AccessTokenService).issue({ subject: '1', scope: [] });
  const administrator = app.get(AccessTokenService).issue({ subject: ADMINISTRATOR, scope: ['users:write'] });
  const refreshToken = app.get(RefreshTokens, { strict: false }).issue(randomUUID()).text;
  return {
    'POST /register 503 service_unavailable': () => client.register(registrationOf('late')),
    'POST /token 503 temporarily_unavailable': () => client.signIn('late', PASSWORD),
    'GET /me 503 service_unavailable': () => client.me(accessToken),
    'GET /users 503 service_unavailable': () => client.get('/users', { Authorization: `Bearer ${accessToken}` }),
    'GET /health/ready 503 service_unavailable': () => client.get('/health/ready'),
    ...Object.fromEntries(
      GUARDED_ROUTES.map((route) => [`${route} 503 service_unavailable`, () => ask(client, route, accessToken)]),
    ),
    ...accountOutages(client, administrator.accessToken),
    ...invitationOutages(client, administrator.accessToken),
    ...addressOutages(client, administrator.accessToken),
    'POST /revoke 503 temporarily_unavailable': () => client.postForm('/revoke', { token: refreshToken }),
    'POST /introspect 503 temporarily_unavailable': () =>
      client.postForm('/introspect', {
        token: refreshToken,
        client_id: 'reports',
        client_secret: 'a-random-secret-of-256-bits',
      }),
  };
}

function withEverythingOutOfReach(builder: TestingModuleBuilder): TestingModuleBuilder {
  return withAddressesOutOfReach(withInvitationsOutOfReach(withAccountsOutOfReach(builder)))
    .overrideProvider(UserRepository)
    .useClass(UnreachableRepository)
    .overrideProvider(RegistrationService)
    .useValue({ register: outOfReach })
    .overrideProvider(SessionStore)
    .useValue({ findByToken: outOfReach, isAlive: outOfReach })
    .overrideProvider(DatabaseHealth)
    .useValue({ isReachable: () => Promise.resolve(false) });
}

/** The one user that {@link UnreachableRepository} finds. */
const ADMINISTRATOR = '2';

class UnreachableRepository extends UserRepository {
  override findBySubject = async (subject: string) =>
    subject === ADMINISTRATOR ? { id: 2, username: 'root', isActive: true, roles: ['admin'] } : outOfReach();
  override findByUsername = outOfReach;
}

function outOfReach(): Promise<never> {
  return Promise.reject(new ServiceUnavailableError());
}
