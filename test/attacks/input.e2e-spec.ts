import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { expectCleanPrototypes, FORM, JSON_TYPE, post } from './support/post.js';
import { NO_TEXT, ODD_JSON, WRONG_TYPES } from './support/wrong-values.js';

const PASSWORD = 'an unlikely passphrase';
const MEMBERS = ['username', 'email', 'password'] as const;

let counter = 0;

/** A valid body. */
function goodBody(): Record<string, unknown> {
  counter += 1;
  return { username: `user${counter}`, email: `user${counter}@example.com`, password: PASSWORD };
}

describe.each(ADAPTERS)('a hostile body at POST /register, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
  });
  afterAll(() => service.stop());

  afterEach(expectCleanPrototypes);

  it.each(MEMBERS)('is refused if %s is not a string, with its name', async (member) => {
    for (const value of WRONG_TYPES) {
      const answer = await service.client.postJson('/register', { ...goodBody(), [member]: value });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer: `/${member}`, detail: 'Must be a string' }],
      });
    }
  });

  it.each(MEMBERS)('is refused if %s is missing, empty or not a text, with its name', async (member) => {
    // JSON leaves out a member that is undefined.
    for (const value of [undefined, '', ...NO_TEXT]) {
      const answer = await service.client.postJson('/register', { ...goodBody(), [member]: value });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: `/${member}` }] });
    }
  });

  it('is refused with all errors at once', async () => {
    const answer = await service.client.postJson('/register', {
      username: 1,
      email: [],
      password: {},
      roles: ['admin'],
    });
    expect((answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual([
      '/email',
      '/password',
      '/roles',
      '/username',
    ]);
  });

  it.each([
    'roles',
    'role',
    'id',
    'is_active',
    'email_verified',
    'isActive',
    'is_admin',
    'hashed_password',
    'hashedPassword',
    'username_canonical',
    'usernameCanonical',
    'created_at',
    'scope',
    'Username',
    'username ',
    'toString',
    'hasOwnProperty',
    '',
    '/',
    '~',
    '\0',
    '\uD800',
  ])('is refused with the member %j, and sets nothing', async (member) => {
    const body = goodBody();
    const answer = await service.client.postJson('/register', { ...body, [member]: 1 });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ detail: 'Unknown member' }] });
    expect(await query('SELECT FROM users WHERE username = $1', [body['username']])).toHaveLength(0);
  });

  it('creates an ordinary account if the query has further members', async () => {
    const body = goodBody();
    expect(
      (await service.client.postJson('/register?id=1&is_active=false&email_verified=true&roles=admin', body)).status,
    ).toBe(201);
    const [row] = await query('SELECT * FROM users WHERE username = $1', [body['username']]);
    expect(row).toMatchObject({
      is_active: true,
      email_verified: false,
      username: body['username'],
      email: body['email'],
    });
  });

  it.each(ODD_JSON)('is refused if it is %s', async (_what, body) => {
    const answer = await post(service, '/register', JSON_TYPE, body);
    expect([400, 413, 422]).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  it.each([
    ['a wrong character set', 'application/json; charset=utf-8', {}],
    ['an unknown character set', 'application/json; charset=nonsense', {}],
    ['a wrong compression', JSON_TYPE, { 'Content-Encoding': 'gzip' }],
    ['an unknown compression', JSON_TYPE, { 'Content-Encoding': 'nonsense' }],
    ['another type', 'text/plain', {}],
    ['an invalid type', 'nonsense', {}],
    ['a form', FORM, {}],
  ])('is refused if it declares %s', async (_what, contentType, headers: Record<string, string>) => {
    const answer = await post(
      service,
      '/register',
      contentType,
      Buffer.from(JSON.stringify(goodBody()), 'utf16le'),
      headers,
    );
    expect([400, 413, 415, 422]).toContain(answer.status);
  });

  it('never causes a 5xx, and creates an account only if it is valid', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.emailAddress(),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const near = fc.dictionary(fc.constantFrom(...MEMBERS, 'id', '__proto__', 'x'), value, { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, fc.jsonValue()), async (body) => {
        const text = JSON.stringify(body) ?? 'null';
        const answer = await post(service, '/register', JSON_TYPE, text);
        const mayBeValid = MEMBERS.every((name) => typeof Reflect.get(Object(body) as object, name) === 'string');
        expect([400, 413, 422, ...(mayBeValid ? [201] : [])]).toContain(answer.status);
      }),
      { numRuns: 300 },
    );
  });

  async function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return service.app.get(DataSource).query(sql, parameters);
  }
});
