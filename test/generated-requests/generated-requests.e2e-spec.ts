import { Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService } from '@portcullis/auth/spi';
import { UserAdministration } from '@portcullis/users';
import fc from 'fast-check';
import { documentOf, mismatches, OAUTH_PATHS, type OpenApi, type Route, routesOf } from '../support/openapi.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { type GeneratedRequest, requestsTo } from './requests.js';

/** The number of requests for each route and adapter. */
const RUNS = Number(process.env['GENERATED_RUNS'] ?? 150);

/** Repeats the requests of a failure: fast-check prints its seed. */
const SEED = process.env['GENERATED_SEED'];

/** The statuses with which any route may respond to an unexpected request. */
const FRAMEWORK_STATUSES = [400, 404, 405, 413, 415];

const ROUTES = [
  'DELETE /invitations/{id}',
  'DELETE /me/sessions',
  'DELETE /me/sessions/{session_id}',
  'DELETE /users/{id}/sessions',
  'DELETE /users/{id}/sessions/{session_id}',
  'GET /',
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /health/live',
  'GET /health/ready',
  'GET /invitations',
  'GET /me',
  'GET /me/sessions',
  'GET /users',
  'GET /users/{id}/sessions',
  'POST /email/change',
  'POST /email/undo',
  'POST /email/verification',
  'POST /email/verify',
  'POST /introspect',
  'POST /invitations',
  'POST /invitations/accept',
  'POST /invitations/{id}/mail',
  'POST /logout',
  'POST /me/deletion',
  'POST /me/email',
  'POST /me/password',
  'POST /me/username',
  'POST /password/forgot',
  'POST /password/reset',
  'POST /register',
  'POST /revoke',
  'POST /token',
  'POST /users/{id}/password-reset',
];

describe.each(ADAPTERS)('generated requests, on %s', (adapter) => {
  let service: TestService;
  let document: OpenApi;
  let token: string;
  const agent = new Agent({ keepAlive: true });

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { registrationsPerAddress: 1_000_000 } });
    document = documentOf(service.app);
    // The user of the document's examples, with every role and scope.
    const { username } = await service.client.newcomer('alice', 'correct horse battery staple');
    const { id } = await service.app.get(UserAdministration, { strict: false }).grant(username, 'admin');
    // The token has no session, as some of the requests would end it.
    const accessTokens = service.app.get(AccessTokenService, { strict: false });
    token = accessTokens.issue({
      subject: String(id),
      scope: ['users:read', 'users:write', 'sessions:write'],
    }).accessToken;
  });
  afterAll(async () => {
    agent.destroy();
    await service.stop();
  });

  it('cover every route of the document', () => {
    expect(routesOf(document).map(nameOf).toSorted()).toEqual(ROUTES);
  });

  it.each(ROUTES)(
    'get documented responses, and never a 5xx, from %s',
    async (name) => {
      const route = routesOf(document).find((candidate) => nameOf(candidate) === name)!;
      const property = fc.asyncProperty(requestsTo(document, route, token), async (request) => {
        fc.pre(adapter !== 'express' || !hasNoPathForExpress(request.path));
        const answer = await send(service.client.url, agent, request);
        const faults = faultsOf(document, route, request, answer);
        if (faults.length > 0) {
          throw new Error(`${faults.join(', ')}: ${answer.status} ${JSON.stringify(answer.headers)} ${answer.body}`);
        }
      });
      await fc.assert(property, { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) });
    },
    30_000 + RUNS * 50,
  );
});

/**
 * Whether Express takes the target for a host without a path, and responds with 404 in HTML before Nest runs. Clients never send a
 * fragment.
 */
function hasNoPathForExpress(target: string): boolean {
  return target.startsWith('//') && target.includes('#');
}

interface GeneratedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

/**
 * Sends with Node's client, as `fetch` normalises paths and headers. Repeats the request if the service had closed the reused
 * connection.
 */
function send(url: string, agent: Agent, generated: GeneratedRequest): Promise<GeneratedAnswer> {
  const { hostname, port } = new URL(url);
  const { body, ...options } = generated;
  return new Promise((resolveAnswer, reject) => {
    const request = httpRequest({ hostname, port, agent, ...options }, (response) => {
      const { statusCode: status = 0, headers } = response;
      textOf(response).then((content) => resolveAnswer({ status, headers, body: content }), reject);
    });
    request.on('error', (error) => {
      if (request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') {
        resolveAnswer(send(url, agent, generated));
      } else {
        reject(error);
      }
    });
    request.end(body);
  });
}

function faultsOf(document: OpenApi, route: Route, request: GeneratedRequest, answer: GeneratedAnswer): string[] {
  const path = request.path.split('?', 1)[0] ?? '';
  const isOwnPath = matches(route.path, path);
  const ofPath = routesOf(document).filter((candidate) => matches(candidate.path, path));
  const documented = isOwnPath ? ofPath : routesOf(document);
  const statuses = documented.flatMap(({ operation }) => Object.keys(operation.responses).map(Number));
  if (![...statuses, ...FRAMEWORK_STATUSES].includes(answer.status)) {
    return ['the status is not documented'];
  }
  if (request.method === 'HEAD') {
    return answer.body === '' ? [] : ['HEAD has a body'];
  }
  if (answer.status >= 400) {
    return errorFaults(document, answer, path, isOwnPath);
  }
  const answering = ofPath.find(({ method }) => method === request.method);
  const schema = answering?.operation.responses[answer.status]?.content?.['application/json']?.schema;
  return schema && isOwnPath ? mismatches(document, schema, JSON.parse(answer.body)) : [];
}

/** Whether a path matches a path template of the document. */
function matches(template: string, path: string): boolean {
  const segments = path.split('/');
  const expected = template.split('/');
  return (
    segments.length === expected.length &&
    expected.every((segment, index) => (segment.startsWith('{') ? segments[index] !== '' : segment === segments[index]))
  );
}

const TOKEN_ERROR = { mediaType: 'application/json', schemas: ['TokenError'] };
const PROBLEM = { mediaType: 'application/problem+json', schemas: ['Problem', 'ValidationProblem'] };

function errorFaults(
  document: OpenApi,
  { status, headers, body }: GeneratedAnswer,
  path: string,
  isOwnPath: boolean,
): string[] {
  const mediaType = headers['content-type']?.split(';', 1)[0];
  // Routers accept other spellings of a path too.
  const possible =
    isOwnPath || OAUTH_PATHS.includes(path)
      ? [OAUTH_PATHS.includes(path) ? TOKEN_ERROR : PROBLEM]
      : [TOKEN_ERROR, PROBLEM];
  const kind = possible.find((candidate) => candidate.mediaType === mediaType);
  if (!kind) {
    return [`the media type is ${mediaType}`];
  }
  const error = JSON.parse(body) as { readonly status?: number };
  const faults = kind.schemas.map((name) => mismatches(document, { $ref: `#/components/schemas/${name}` }, error));
  return [
    ...(faults.some((found) => found.length === 0) ? [] : faults.flat()),
    ...(kind === PROBLEM && error.status !== status ? ['the status in the body is another'] : []),
  ];
}
