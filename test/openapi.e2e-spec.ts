import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SerializedGraph } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { AccessTokenService, ServiceUnavailableError, UserRepository } from '@portcullis/auth';
import { RegistrationService, UserAdministration } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { DatabaseHealth } from '../src/health/database.health.js';
import { type CompiledService, startCompiledService } from './browser/support.js';
import { type Answer, Client, type Registration } from './support/client.js';
import { documentOf, examplesOf, mismatches, type OpenApi, type Route, routesOf } from './support/openapi.js';
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

  it('is one', () => {
    expect(document.openapi).toBe('3.0.0');
    expect(validate(document)).toBe('');
    expect(validate({ ...document, paths: { '/': { get: {} } } })).toContain('responses');
  });

  it('bears the name and the version of the package', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(document.info).toMatchObject({ title: 'Portcullis', version });
  });

  it('is good wherever the service is reached', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
    expect(document.components.securitySchemes).toEqual({
      OAuth2PasswordBearer: {
        type: 'oauth2',
        description: expect.any(String),
        flows: { password: { tokenUrl: 'token', scopes: { 'users:read': expect.stringMatching(/\S/) } } },
      },
    });
  });

  it('tells of every route, and of no other', () => {
    const told = routes.map(({ method, path }) => `${method} ${path}`).toSorted();
    expect(told).toEqual(servedRoutes(service));
  });

  it('tells what a newcomer needs first, first', () => {
    expect(document.tags.map(({ name }) => name)).toEqual(['authentication', 'users', 'service', 'health']);
    for (const { operation } of routes) {
      expect(document.tags.map(({ name }) => name)).toContain(operation.tags?.[0]);
    }
  });

  it('has a summary for every operation, a description for every answer, and examples that fit their schemas', () => {
    for (const { operation } of routes) {
      expect(operation.summary).toEqual(expect.stringMatching(/\S/));
      const bodies = Object.values(operation.requestBody?.content ?? {});
      for (const [, response] of Object.entries(operation.responses)) {
        expect(response.description).toMatch(/\S/);
        expect(Object.keys(response.content ?? {})).toHaveLength(1);
        bodies.push(...Object.values(response.content ?? {}));
      }
      for (const body of bodies) {
        const examples = examplesOf(document, body);
        expect(examples).not.toHaveLength(0);
        expect(examples.flatMap((example) => mismatches(document, body.schema, example))).toEqual([]);
      }
    }
  });

  it('says that every error is a problem document, or at the token endpoint what RFC 6749 has there', () => {
    for (const { path, operation } of routes) {
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) {
          const mediaType = path === '/token' ? 'application/json' : 'application/problem+json';
          expect(Object.keys(content)).toEqual([mediaType]);
          const name = content[mediaType]?.schema.$ref?.split('/').at(-1);
          expect(path === '/token' ? ['TokenError'] : ['Problem', 'ValidationProblem']).toContain(name);
        }
      }
    }
  });
});

describe('what the OpenAPI document promises', () => {
  it('is kept when the service is asked as in the examples: statuses, headers, bodies', async () => {
    await using(await startService(), async (service) => {
      const document = documentOf(service.app);
      for (const { route, request } of exampleRequests(document)) {
        const headers = { ...request.headers, ...(route.operation.security && (await asAdministrator(service))) };
        const answer = await service.client.send(request.path, { ...request, headers });
        expect(`${route.path} ${answer.status}`).toBe(`${route.path} ${successOf(route)}`);
        expectAsDocumented(document, route, answer);
      }
    });
  });

  it('is a 401 to strangers where a route is marked as secured, and nowhere else', async () => {
    await using(await startService(), async ({ app, client }) => {
      for (const { route, request } of exampleRequests(documentOf(app))) {
        const { status } = await client.send(request.path, request);
        expect(`${route.path} ${status === 401}`).toBe(`${route.path} ${route.operation.security !== undefined}`);
      }
    });
  });

  it('is a 403 to a token without the scopes that a route is marked with', async () => {
    await using(await startService(), async (service) => {
      const document = documentOf(service.app);
      await service.client.newcomer('alice', 'correct horse battery staple');
      const Authorization = await asAdministrator(service, '');
      const scoped = exampleRequests(document).filter(({ route }) => scopesOf(route).length > 0);
      expect(scoped.map(({ route }) => `${route.method} ${route.path}`)).toEqual(['GET /users']);
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

  it('is true of every error: each one is really given, word for word', async () => {
    await using(await startService(), async (service) => {
      const document = documentOf(service.app);
      const refusals = refusalsOf(service);
      const told = documentedErrors(document);
      expect(
        told
          .filter(({ status }) => status !== 503)
          .map(nameOf)
          .toSorted(),
      ).toEqual(Object.keys(refusals).toSorted());
      for (const error of told.filter(({ status }) => status !== 503)) {
        const answer = await refusals[nameOf(error)]!();
        expect({ status: answer.status, body: answer.body }).toEqual({ status: error.status, body: error.example });
        expectAsDocumented(document, error.route, answer);
      }
    });
  });

  it('is true of every 503', async () => {
    await using(await startService({ override: withEverythingOutOfReach }), async (service) => {
      const document = documentOf(service.app);
      const outages = outagesOf(service);
      const told = documentedErrors(document).filter(({ status }) => status === 503);
      expect(told.map(nameOf).toSorted()).toEqual(Object.keys(outages).toSorted());
      for (const error of told) {
        const answer = await outages[nameOf(error)]!();
        expect({ status: answer.status, body: answer.body }).toEqual({ status: error.status, body: error.example });
        expectAsDocumented(document, error.route, answer);
      }
    });
  });
});

describe('the documents of the compiled service', () => {
  let service: CompiledService;
  let client: Client;

  beforeAll(async () => {
    service = await startCompiledService();
    client = new Client(service.url);
  });
  afterAll(() => service.stop());

  it('are the OpenAPI document at /openapi.json, in no other format and at no other address', async () => {
    const inProcess = await startService();
    await using(inProcess, async ({ app }) => {
      const answer = await client.get('/openapi.json');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toEqual(documentOf(app));
    });
    for (const path of ['/docs-json', '/docs-yaml', '/openapi.yaml']) {
      expect((await client.get(path)).status).toBe(404);
    }
  });

  it.each(['/docs', '/docs/'])('are Swagger UI at %s, whole, and nothing from elsewhere', async (path) => {
    const { status, text } = await client.get(path);
    expect(status).toBe(200);
    const links = [...text.matchAll(/<(?:script|link)[^>]* (?:src|href)=["']([^"']*)["']/g)].map(
      ([, link]) => link ?? '',
    );
    expect(links).toHaveLength(6);
    for (const link of links) {
      expect(link).toMatch(/^\.\//);
      expect((await client.get(new URL(link, service.url + path).pathname)).status).toBe(200);
    }
  });
});

async function using(service: TestService, use: (service: TestService) => Promise<void>): Promise<void> {
  try {
    await use(service);
  } finally {
    await service.stop();
  }
}

/** In a process of its own, as the parser requires ES modules, which Jest on Node 20 can't. Answers what is wrong. */
function validate(document: object): string {
  const script = `
    import { text } from 'node:stream/consumers';
    import SwaggerParser from '@apidevtools/swagger-parser';
    await SwaggerParser.validate(JSON.parse(await text(process.stdin)));`;
  const options = { input: JSON.stringify(document), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options);
  return status === 0 ? '' : stderr;
}

function expectAsDocumented(document: OpenApi, { operation }: Route, answer: Answer): void {
  const response = operation.responses[answer.status];
  const [[mediaType, { schema }] = ['', { schema: {} }]] = Object.entries(response?.content ?? {});
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(mediaType);
  expect(mismatches(document, schema, answer.body)).toEqual([]);
  for (const [name, header] of Object.entries(response?.headers ?? {})) {
    const value = answer.headers.get(name);
    expect(mismatches(document, header.schema, header.schema.type === 'integer' ? Number(value) : value)).toEqual([]);
  }
}

/** In the order of use: somebody has to register before they can sign in, and to sign in before they can ask who they are. */
function exampleRequests(document: OpenApi): { readonly route: Route; readonly request: ExampleRequest }[] {
  const rank = ({ path, operation }: Route) => (path === '/register' ? 0 : operation.security ? 2 : 1);
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

/** The person of the examples, granted everything, with a new token. */
async function asAdministrator(
  { app, client }: TestService,
  scope = 'users:read',
): Promise<{ readonly Authorization: string }> {
  const example = { username: 'alice', password: 'correct horse battery staple', scope };
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

function requestsOf(document: OpenApi, { method, path: bare, operation }: Route): ExampleRequest[] {
  const parameters = (operation.parameters ?? []).flatMap(({ name, schema }) =>
    schema.example === undefined ? [] : [[name, String(schema.example as string | number | boolean)]],
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

function servedRoutes({ app }: TestService): string[] {
  const entrypoints = Object.values(app.get(SerializedGraph).toJSON().entrypoints).flat() as unknown as {
    readonly type: string;
    readonly metadata: { readonly path: string; readonly requestMethod: string };
  }[];
  return entrypoints
    .filter(({ type }) => type === 'http-endpoint')
    .map(({ metadata: { path, requestMethod } }) => `${requestMethod} ${path}`)
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

function registrationOf(username: string): Registration {
  return { username, email: `${username}@example.com`, password: PASSWORD };
}

/** How to come by each refusal that the document tells of. */
function refusalsOf({ client, app }: TestService): Readonly<Record<string, () => Promise<Answer>>> {
  const tooLarge = 'x'.repeat(20_000);
  const deactivated = async (name: string): Promise<string> => {
    const { token } = await client.newcomer(name, PASSWORD);
    await app.get(DataSource).query('UPDATE users SET is_active = false WHERE username = $1', [name]);
    return token;
  };
  const list = (token: string, query = '') => client.get(`/users${query}`, { Authorization: `Bearer ${token}` });
  const administration = app.get(UserAdministration, { strict: false });
  const administrator = async (username: string, scope: string): Promise<string> => {
    const { password } = await client.newcomer(username, PASSWORD);
    await administration.grant(username, 'admin');
    return String((await client.postForm('/token', { username, password, scope })).body['access_token']);
  };
  return {
    'POST /register 400 already_registered': async () => {
      await client.register(registrationOf('twice'));
      return client.register(registrationOf('twice'));
    },
    'POST /register 400 invalid_request': () => client.postJson('/register', '{'),
    'POST /register 413 payload_too_large': () => client.postJson('/register', { username: tooLarge }),
    'POST /register 422 validation_failed': () => client.register({ ...registrationOf('nobody'), username: '' }),
    'POST /token 400 invalid_request': () => client.postForm('/token', { password: PASSWORD }),
    'POST /token 400 unsupported_grant_type': () => client.postForm('/token', { grant_type: 'magic' }),
    'POST /token 400 invalid_scope': () =>
      client.postForm('/token', { username: 'x', password: 'x', scope: 'unknown' }),
    'POST /token 400 invalid_grant': async () => {
      await deactivated('gone');
      return client.signIn('gone', PASSWORD);
    },
    'POST /token 401 invalid_grant': () => client.signIn('nobody', PASSWORD),
    'POST /token 413 invalid_request': () => client.signIn('nobody', tooLarge),
    'POST /token 429 too_many_attempts': () => untilRefused(client, 'guessed'),
    'GET /me 400 inactive_user': async () => client.me(await deactivated('left')),
    'GET /me 400 malformed_authorization': () => client.get('/me', { Authorization: 'Bearer a b' }),
    'GET /me 401 not_authenticated': () => client.get('/me'),
    'GET /me 401 invalid_token': () => client.me('forged'),
    'GET /users 400 inactive_user': async () => list(await deactivated('former')),
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
  };
}

async function untilRefused(client: Client, name: string): Promise<Answer> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    expect((await client.signIn(name, 'wrong')).status).toBe(401);
  }
  return client.signIn(name, 'wrong');
}

/** How to come by each 503, of a service made by {@link withEverythingOutOfReach}. */
function outagesOf({ client, app }: TestService): Readonly<Record<string, () => Promise<Answer>>> {
  const { accessToken } = app.get(AccessTokenService).issue({ subject: '1', scope: [] });
  return {
    'POST /register 503 service_unavailable': () => client.register(registrationOf('late')),
    'POST /token 503 temporarily_unavailable': () => client.signIn('late', PASSWORD),
    'GET /me 503 service_unavailable': () => client.me(accessToken),
    'GET /users 503 service_unavailable': () => client.get('/users', { Authorization: `Bearer ${accessToken}` }),
    'GET /health/ready 503 service_unavailable': () => client.get('/health/ready'),
  };
}

function withEverythingOutOfReach(builder: TestingModuleBuilder): TestingModuleBuilder {
  return builder
    .overrideProvider(UserRepository)
    .useClass(UnreachableRepository)
    .overrideProvider(RegistrationService)
    .useValue({ register: outOfReach })
    .overrideProvider(DatabaseHealth)
    .useValue({ isReachable: () => Promise.resolve(false) });
}

class UnreachableRepository extends UserRepository {
  override findBySubject = outOfReach;
  override findByUsername = outOfReach;
}

function outOfReach(): Promise<never> {
  return Promise.reject(new ServiceUnavailableError());
}
