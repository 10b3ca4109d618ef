import { Agent, type IncomingHttpHeaders, METHODS, request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService } from '@portcullis/auth';
import { UserAdministration } from '@portcullis/users';
import fc from 'fast-check';
import {
  documentOf,
  examplePathOf,
  mismatches,
  OAUTH_PATHS,
  type OpenApi,
  resolve,
  type Route,
  routesOf,
  type Schema,
} from './support/openapi.js';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

/** For each route and adapter. */
const RUNS = Number(process.env['GENERATED_RUNS'] ?? 150);

/** Fast-check tells the seed of a failure; with it the same requests come again. */
const SEED = process.env['GENERATED_SEED'];

/** What any route may answer to a request that is not one of its own. */
const FRAMEWORK_STATUSES = [400, 404, 405, 413, 415];

const ROUTES = [
  'DELETE /me/sessions',
  'DELETE /me/sessions/{session_id}',
  'DELETE /users/{id}/sessions',
  'DELETE /users/{id}/sessions/{session_id}',
  'GET /',
  'GET /.well-known/jwks.json',
  'GET /.well-known/oauth-authorization-server',
  'GET /health/live',
  'GET /health/ready',
  'GET /me',
  'GET /me/sessions',
  'GET /users',
  'GET /users/{id}/sessions',
  'POST /introspect',
  'POST /logout',
  'POST /register',
  'POST /revoke',
  'POST /token',
];

describe.each(ADAPTERS)('generated requests, on %s', (adapter) => {
  let service: TestService;
  let document: OpenApi;
  let token: string;
  const agent = new Agent({ keepAlive: true });

  beforeAll(async () => {
    service = await startService({ adapter });
    document = documentOf(service.app);
    // Whom the examples of the document name, with everything that the routes ask for.
    const { username } = await service.client.newcomer('alice', 'correct horse battery staple');
    const { id } = await service.app.get(UserAdministration, { strict: false }).grant(username, 'admin');
    // Without a session, as some of the requests would end it.
    const accessTokens = service.app.get(AccessTokenService, { strict: false });
    token = accessTokens.issue({ subject: String(id), scope: ['users:read', 'sessions:write'] }).accessToken;
  });
  afterAll(async () => {
    agent.destroy();
    await service.stop();
  });

  it('come for every route that the document tells of', () => {
    expect(routesOf(document).map(nameOf).toSorted()).toEqual(ROUTES);
  });

  it.each(ROUTES)(
    `get answers as documented, and never a 5xx, from %s`,
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
 * A fragment never travels in HTTP. Express reads such a target as a host without a path, and answers 404 in HTML before
 * Nest hears of it.
 */
function hasNoPathForExpress(target: string): boolean {
  return target.startsWith('//') && target.includes('#');
}

interface GeneratedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
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
 * With Node's own client, as `fetch` puts paths and headers in order before it sends them. A connection that the service
 * closed after its last answer says nothing of this request: it is sent again.
 */
function send(url: string, agent: Agent, generated: GeneratedRequest): Promise<GeneratedAnswer> {
  const { hostname, port } = new URL(url);
  const { body, ...options } = generated;
  return new Promise((resolveAnswer, reject) => {
    const request = httpRequest({ hostname, port, agent, ...options }, (response) => {
      const { statusCode: status = 0, headers } = response;
      textOf(response).then((told) => resolveAnswer({ status, headers, body: told }), reject);
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
  const asked = request.path.split('?', 1)[0] ?? '';
  const isItsOwn = isOneOf(route.path, asked);
  const ofPath = routesOf(document).filter(({ path }) => isOneOf(path, asked));
  const documented = isItsOwn ? ofPath : routesOf(document);
  const statuses = documented.flatMap(({ operation }) => Object.keys(operation.responses).map(Number));
  if (![...statuses, ...FRAMEWORK_STATUSES].includes(answer.status)) {
    return ['the status is not documented'];
  }
  if (request.method === 'HEAD') {
    return answer.body === '' ? [] : ['HEAD has a body'];
  }
  if (answer.status >= 400) {
    return errorFaults(document, answer, asked, isItsOwn);
  }
  const answering = ofPath.find(({ method }) => method === request.method);
  const schema = answering?.operation.responses[answer.status]?.content?.['application/json']?.schema;
  return schema && isItsOwn ? mismatches(document, schema, JSON.parse(answer.body)) : [];
}

/** Whether a path is what a template of the document stands for. */
function isOneOf(template: string, path: string): boolean {
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
  asked: string,
  isItsOwn: boolean,
): string[] {
  const mediaType = headers['content-type']?.split(';', 1)[0];
  // Routers take other spellings of a path for the route too.
  const possible =
    isItsOwn || OAUTH_PATHS.includes(asked)
      ? [OAUTH_PATHS.includes(asked) ? TOKEN_ERROR : PROBLEM]
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

/** Mostly what the document asks for, broken in one place or in several. */
function requestsTo(document: OpenApi, route: Route, token: string): fc.Arbitrary<GeneratedRequest> {
  return fc
    .record({
      method: mostly(fc.constant(route.method), fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT'))),
      path: mostly(pathsOf(route), paths(examplePathOf(route))),
      query: queries(document, route),
      authorization: authorizations(token),
      headers: mostly(fc.constant({}), oddHeaders()),
      content: contents(document, route),
    })
    .map(({ method, path, query, authorization, headers, content: { mediaType, body } }) => ({
      method,
      path: path + query,
      headers: {
        ...headers,
        ...(authorization !== undefined && { Authorization: authorization }),
        ...(mediaType !== undefined && { 'Content-Type': mediaType }),
        // Node would leave it out where the method is not known for bodies.
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      body,
    }));
}

function mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: odd, weight: 1 });
}

/** Strings that have been somebody's undoing. */
const NOTORIOUS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  '\uFEFF',
  '\u202E',
  '\u212A',
  '\u0131',
  'ﬁ',
  'ｆｕｌｌ',
  '👩‍👩‍👧‍👦',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '${7*7}',
  '%00',
  '../../etc/passwd',
  '\r\nX-Injected: 1',
  'null',
  'NaN',
  '1e400',
  'somebody',
  'x'.repeat(1_025),
  '🦊'.repeat(300),
  'x'.repeat(20_000),
];

function strings(): fc.Arbitrary<string> {
  return fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom(...NOTORIOUS));
}

/** What can stand in a request's first line. Anything but visible ASCII Node itself refuses, without asking the service. */
function urlText(): fc.Arbitrary<string> {
  const raw = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const escaped = fc.integer({ min: 0, max: 0xff }).map((code) => `%${code.toString(16).padStart(2, '0')}`);
  const syntax = fc.constantFrom('/', '//', ';', '..', '%', '%2f', '?', '#', '&', '=', '[]', '[__proto__]', '@', ':');
  return fc.string({ unit: fc.oneof(raw, escaped, syntax), maxLength: 60 });
}

/** Of the document's own form: mostly the example, or with something else in the place of a parameter. */
function pathsOf(route: Route): fc.Arbitrary<string> {
  const odd = fc.oneof(urlText(), fc.stringMatching(/^[\da-f-]{1,40}$/), fc.integer().map(String));
  const other = odd.map((text) => route.path.replace(/\{\w+\}/g, () => text.replaceAll(/[/?#]/g, '')));
  return route.path.includes('{') ? fc.oneof(fc.constant(examplePathOf(route)), other) : fc.constant(route.path);
}

function paths(path: string): fc.Arbitrary<string> {
  const disguise = fc.constantFrom(
    `${path}/`,
    `/${path}`,
    `${path};x`,
    path.toUpperCase(),
    path.replace(/\w/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  );
  return fc.oneof(
    disguise,
    urlText().map((text) => `/${text}`),
    urlText().map((text) => path + text),
  );
}

/** Within what Node takes for a request's first line and headers. */
const MAX_QUERY_LENGTH = 8_000;

/** Of the parameters that the document tells of, some, with good values or bad ones; where there are none, mostly nothing. */
function queries(document: OpenApi, { operation }: Route): fc.Arbitrary<string> {
  const odd = urlText().map((query) => `?${query}`);
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  if (parameters.length === 0) {
    return mostly(fc.constant(''), odd);
  }
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const own = members(document, { properties }, strings())
    .map((query) => new URLSearchParams(query).toString())
    .filter((query) => query.length <= MAX_QUERY_LENGTH);
  const twice = own.map((query) => `?${query}&${query}`);
  return mostly(
    own.map((query) => `?${query}`),
    fc.oneof(odd, twice),
  );
}

function authorizations(token: string): fc.Arbitrary<string | undefined> {
  const changed = fc
    .tuple(fc.nat(token.length - 1), headerText(1))
    .map(([at, text]) => `Bearer ${token.slice(0, at)}${text}${token.slice(at + 1)}`);
  return fc.oneof(
    fc.constant(undefined),
    fc.constant(`Bearer ${token}`),
    changed,
    headerText(200),
    headerText(200).map((text) => `Bearer ${text}`),
    fc.constantFrom(
      'Bearer',
      'Basic Og==',
      `bearer ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${'.'.repeat(5_000)}`,
    ),
  );
}

/** What Node's client lets through in a header. */
function headerText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(0x09));
  return fc.string({ unit: unit.map((code) => String.fromCharCode(code)), maxLength });
}

const HEADERS = [
  'Accept',
  'Accept-Encoding',
  'Content-Encoding',
  'Content-Language',
  'Cookie',
  'Date',
  'Forwarded',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'Origin',
  'Access-Control-Request-Method',
  'Range',
  'Referer',
  'User-Agent',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X-Request-Id',
];

/** None of those that frame the request: a client that lies about its length waits for an answer that can't come. */
function oddHeaders(): fc.Arbitrary<Record<string, string>> {
  const names = fc.oneof(fc.constantFrom(...HEADERS), fc.stringMatching(/^X-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,30}$/));
  return fc.dictionary(names, fc.oneof(headerText(100), headerText(4_000)), { maxKeys: 5, noNullPrototype: true });
}

interface GeneratedContent {
  readonly mediaType: string | undefined;
  readonly body: string | Uint8Array | undefined;
}

const MEDIA_TYPES = [
  undefined,
  '',
  'application/json',
  'application/json; charset=utf-16',
  'APPLICATION/JSON;charset=utf-8',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=iso-8859-1',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'text/xml',
  'application/octet-stream',
  '*/*',
  '/',
  'application/json, text/plain',
];

function contents(document: OpenApi, { operation }: Route): fc.Arbitrary<GeneratedContent> {
  const [[mediaType, body] = []] = Object.entries(operation.requestBody?.content ?? {});
  const odd = fc.record({
    mediaType: fc.oneof(fc.constantFrom(...MEDIA_TYPES), headerText(60)),
    body: fc.oneof(fc.constant(undefined), strings(), fc.json(), fc.uint8Array({ maxLength: 20_000 })),
  });
  if (mediaType === undefined || body === undefined) {
    return mostly(fc.constant({ mediaType: undefined, body: undefined }), odd);
  }
  const isJson = mediaType === 'application/json';
  const own = fc.record({
    mediaType: mostly(
      fc.constant(mediaType),
      odd.map((content) => content.mediaType ?? mediaType),
    ),
    body: isJson ? jsonBodies(document, body.schema) : forms(document, body.schema),
  });
  return mostly<GeneratedContent>(own, odd);
}

/** A good value for each member, or a bad one, or none, and perhaps members that nobody asked for. */
function members<T>(document: OpenApi, schema: Schema, bad: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T | string>> {
  const { properties = {} } = resolve(document, schema);
  const none = fc.constant<Entry<T>[]>([]);
  const own = Object.entries(properties).map(([name, member]) => {
    const value = mostly<T | string>(goodValues(member), bad);
    return mostly(
      value.map((given): Entry<T>[] => [[name, given]]),
      none,
    );
  });
  const extraName = fc.oneof(strings(), fc.constantFrom('id', 'is_active', 'roles'));
  const extra = mostly(none, fc.array<Entry<T>>(fc.tuple(extraName, bad), { maxLength: 3 }));
  return fc.tuple(extra, ...own).map((parts) => Object.fromEntries<T | string>(parts.flat()));
}

type Entry<T> = [name: string, value: T | string];

function goodValues({ type, format, enum: values, example, ...limits }: Schema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 60, minimum: min = 0, maximum: max = 1_000 } = limits;
  if (type === 'integer') {
    return fc.integer({ min, max }).map(String);
  }
  if (type === 'boolean') {
    return fc.boolean().map(String);
  }
  if (values) {
    return fc.constantFrom(...(values as string[]));
  }
  if (format === 'email') {
    return fc.emailAddress();
  }
  const ofSchema = fc.string({
    unit: 'grapheme',
    minLength: Math.min(minLength, maxLength),
    maxLength: Math.min(maxLength, 60),
  });
  return fc.oneof(
    ofSchema,
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 }),
    fc.constant((example as string | undefined) ?? ''),
  );
}

function jsonBodies(document: OpenApi, schema: Schema): fc.Arbitrary<string> {
  const objects = members<unknown>(document, schema, fc.oneof(strings(), fc.jsonValue())).map((value) =>
    JSON.stringify(value),
  );
  const cutShort = fc.tuple(objects, fc.nat(100)).map(([json, length]) => json.slice(0, length));
  const prototypes = objects.map((json) => json.replace('{', '{"__proto__": {"polluted": true},'));
  const deep = fc.nat(5_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
  return mostly(objects, fc.oneof(fc.json(), cutShort, prototypes, deep, strings()));
}

function forms(document: OpenApi, schema: Schema): fc.Arbitrary<string> {
  const fields = members(document, schema, strings()).map((value) => new URLSearchParams(value).toString());
  const twice = fields.map((form) => `${form}&${form}`);
  return mostly(fields, fc.oneof(twice, urlText(), strings()));
}
