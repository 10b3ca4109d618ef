import { METHODS } from 'node:http';
import fc from 'fast-check';
import { examplePathOf, type OpenApi, resolve, type Route, type Schema } from '../support/openapi.js';
import { headerText, mostly, STRINGS, urlText, validValues } from './texts.js';

export interface GeneratedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

/** Mostly documented requests, broken in one place or in several. */
export function requestsTo(document: OpenApi, route: Route, token: string): fc.Arbitrary<GeneratedRequest> {
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
        // Node leaves it out for methods without bodies.
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      body,
    }));
}

/** Paths of the route: the example, or other values of the parameters. */
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

/** Below Node's limit for the request line and headers. */
const MAX_QUERY_LENGTH = 8_000;

/** Some of the documented parameters with valid or invalid values; mostly no query if there are none. */
function queries(document: OpenApi, { operation }: Route): fc.Arbitrary<string> {
  const odd = urlText().map((query) => `?${query}`);
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  if (parameters.length === 0) {
    return mostly(fc.constant(''), odd);
  }
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const own = members(document, { properties }, STRINGS)
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

/** Leaves out headers that frame the request: with a wrong length the client would wait forever. */
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
    body: fc.oneof(fc.constant(undefined), STRINGS, fc.json(), fc.uint8Array({ maxLength: 20_000 })),
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

/** A valid, invalid or missing value for each member, and sometimes unknown members. */
function members<T>(
  document: OpenApi,
  schema: Schema,
  invalid: fc.Arbitrary<T>,
): fc.Arbitrary<Record<string, T | string>> {
  const { properties = {} } = resolve(document, schema);
  const none = fc.constant<Entry<T>[]>([]);
  const own = Object.entries(properties).map(([name, member]) => {
    const value = mostly<T | string>(validValues(member), invalid);
    return mostly(
      value.map((given): Entry<T>[] => [[name, given]]),
      none,
    );
  });
  const extraName = fc.oneof(STRINGS, fc.constantFrom('id', 'is_active', 'email_verified', 'roles'));
  const extra = mostly(none, fc.array<Entry<T>>(fc.tuple(extraName, invalid), { maxLength: 3 }));
  return fc.tuple(extra, ...own).map((parts) => Object.fromEntries<T | string>(parts.flat()));
}

type Entry<T> = [name: string, value: T | string];

function jsonBodies(document: OpenApi, schema: Schema): fc.Arbitrary<string> {
  const objects = members<unknown>(document, schema, fc.oneof(STRINGS, fc.jsonValue())).map((value) =>
    JSON.stringify(value),
  );
  const cutShort = fc.tuple(objects, fc.nat(100)).map(([json, length]) => json.slice(0, length));
  const prototypes = objects.map((json) => json.replace('{', '{"__proto__": {"polluted": true},'));
  const deep = fc.nat(5_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
  return mostly(objects, fc.oneof(fc.json(), cutShort, prototypes, deep, STRINGS));
}

function forms(document: OpenApi, schema: Schema): fc.Arbitrary<string> {
  const fields = members(document, schema, STRINGS).map((value) => new URLSearchParams(value).toString());
  const twice = fields.map((form) => `${form}&${form}`);
  return mostly(fields, fc.oneof(twice, urlText(), STRINGS));
}
