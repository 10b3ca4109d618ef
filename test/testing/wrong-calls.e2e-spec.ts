import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import * as kit from '@portcullis/testing';
import { TestAuth, TestIssuer, withTestAuth, withTestIssuer } from '@portcullis/testing';
import fc from 'fast-check';
import { AppModule, startHost, testingModule } from './host.js';

/** What an engine says of a value that it can't use. */
const ENGINE_WORDS =
  /cannot (?:read|destructure|convert|set)|is not (?:a function|iterable|defined)|undefined \(reading/i;

let app: INestApplication;
let auth: TestAuth;
let issuing: TestingModule;
let issuer: TestIssuer;

beforeAll(async () => {
  app = await startHost();
  auth = TestAuth.of(app);
  const resourceServer = ResourceServerModule.forRoot({ issuer: 'https://auth.example.com', audience: 'reports' });
  issuing = await withTestIssuer(Test.createTestingModule({ imports: [resourceServer] })).compile();
  issuer = TestIssuer.of(issuing);
});
afterAll(async () => {
  await app.close();
  await issuing.close();
});

/** Calls a function of the kit as a test without types can. */
function call(owner: object, method: string, ...given: unknown[]): unknown {
  return Reflect.apply(Reflect.get(owner, method) as () => unknown, owner, given);
}

async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a wrong call of the test kit', () => {
  const someUser = { id: '7f1c', username: 'alice', isActive: true };

  it.each<[call: string, sentence: string, action: () => unknown]>([
    [
      'withTestAuth()',
      'withTestAuth() takes what Test.createTestingModule() returns, before compile(), not undefined. ' +
        'Write: await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile()',
      () => call(kit, 'withTestAuth'),
    ],
    ['withTestAuth(AppModule)', 'not the class AppModule', () => call(kit, 'withTestAuth', AppModule)],
    ['withTestAuth({ imports })', 'not an object with imports', () => call(kit, 'withTestAuth', { imports: [] })],
    ['withTestAuth(compiled)', 'not an instance of TestingModule', () => call(kit, 'withTestAuth', issuing)],
    [
      'withTestAuth(Promise)',
      'not a Promise (await it first)',
      async () => call(kit, 'withTestAuth', Promise.resolve(issuing)),
    ],
    [
      'withTestAuth(builder, null)',
      'takes an object of options, not null',
      () => call(kit, 'withTestAuth', testingModule(), null),
    ],
    [
      'withTestAuth with a time as text',
      "takes a Date, not a string. Write: new Date('2030-01-01T12:00:00Z')",
      () => call(kit, 'withTestAuth', testingModule(), { now: '2030-01-01' }),
    ],
    [
      'withTestAuth with the class of a hasher',
      'is an instance of a PasswordHasher, not the class AppModule',
      () => call(kit, 'withTestAuth', testingModule(), { passwordHasher: AppModule }),
    ],
    ['withTestIssuer()', 'withTestIssuer() takes what Test.createTestingModule()', () => call(kit, 'withTestIssuer')],
    [
      'withTestIssuer with a time as text',
      'takes a Date, not a string',
      () => call(kit, 'withTestIssuer', testingModule(), '2030-01-01'),
    ],
    [
      'TestAuth.of()',
      'TestAuth.of() takes the application, or its compiled testing module, not undefined. Write: TestAuth.of(app)',
      () => call(TestAuth, 'of'),
    ],
    ['TestAuth.of(builder)', 'not an instance of TestingModuleBuilder', () => call(TestAuth, 'of', testingModule())],
    ['TestAuth.of(Promise)', 'not a Promise (await it first)', () => call(TestAuth, 'of', Promise.resolve(app))],
    ['TestAuth.of(server)', 'not an instance of Server', () => call(TestAuth, 'of', app.getHttpServer())],
    ['TestAuth.of(Map)', 'needs an application with AuthModule', () => call(TestAuth, 'of', new Map())],
    ['TestAuth.of(app, text)', 'a function that makes a user, not a string', () => call(TestAuth, 'of', app, 'x')],
    [
      'a factory that returns nothing',
      'The factory of TestAuth.of() returns a user, not undefined',
      () => (call(TestAuth, 'of', app, () => undefined) as TestAuth).createUser(),
    ],
    [
      'a factory that returns a Promise',
      'not a Promise (await it first)',
      () => (call(TestAuth, 'of', app, async (user: object) => user) as TestAuth).createUser(),
    ],
    [
      'a factory that drops members',
      'with an id, a username that is not empty, and isActive, not an object with name',
      () => (call(TestAuth, 'of', app, () => ({ name: 'x' })) as TestAuth).createUser(),
    ],
    [
      'createUser(name)',
      "createUser() takes an object, not a string. Write: createUser({ username: 'alice', roles: ['admin'] })",
      () => call(auth, 'createUser', 'alice'),
    ],
    ['createUser(null)', 'not null', () => call(auth, 'createUser', null)],
    [
      'createUser without a name',
      'a username that is not empty',
      () => call(auth, 'createUser', { username: undefined }),
    ],
    [
      'createUser with a password that is a number',
      'password of createUser() takes a string, or null, not a number',
      () => call(auth, 'createUser', { password: 7 }),
    ],
    [
      'createUser with one role',
      'roles of createUser() takes an array of strings, not a string',
      () => call(auth, 'createUser', { roles: 'clerk' }),
    ],
    ['createUser with an unknown role', "hold no 'clark'", () => call(auth, 'createUser', { roles: ['clark'] })],
    [
      'actingAs()',
      'actingAs() takes a user of createUser(), or of the store of the application, not undefined. ' +
        "Write: await auth.actingAs(auth.createUser(), { scopes: ['items:read'] })",
      () => call(auth, 'actingAs'),
    ],
    ['actingAs(name)', 'not a string', () => call(auth, 'actingAs', 'alice')],
    ['actingAs(Promise)', 'await it first', () => call(auth, 'actingAs', Promise.resolve(someUser))],
    ['actingAs without an id', 'an object with username', () => call(auth, 'actingAs', { username: 'alice' })],
    ['actingAs(user, null)', 'an object of options, not null', () => call(auth, 'actingAs', someUser, null)],
    [
      'actingAs with one scope',
      'scopes of actingAs() takes an array of strings, not a string',
      () => call(auth, 'actingAs', someUser, { scopes: 'items:read' }),
    ],
    [
      'actingAs with roles that are numbers',
      'roles of actingAs() takes an array of strings, not a number',
      () => call(auth, 'actingAs', someUser, { roles: [7] }),
    ],
    [
      'advance()',
      'advance() takes numbers of days, hours, minutes, seconds, milliseconds, not undefined. Write: advance({ minutes: 31 })',
      () => call(auth.clock, 'advance'),
    ],
    ['advance with an unknown unit', 'not an object with minute', () => call(auth.clock, 'advance', { minute: 1 })],
    ['advance with a text', 'advance() takes numbers', () => call(auth.clock, 'advance', { minutes: '1' })],
    ['set(text)', 'The test clock takes a Date, not a string', () => call(auth.clock, 'set', '2030-01-01')],
    ['ofType()', 'takes the type of an event, not undefined', () => call(auth.events, 'ofType')],
    ['latest()', 'latest() takes an address, not undefined. Write:', () => call(auth.mail, 'latest')],
    [
      'all(user)',
      'all() takes an address, or nothing, not an object with id, username, isActive',
      () => call(auth.mail, 'all', someUser),
    ],
    [
      'TestIssuer.of()',
      'TestIssuer.of() takes the application, or its compiled testing module, not undefined',
      () => call(TestIssuer, 'of'),
    ],
    ['issue(name)', 'issue() takes an object, not a string', () => call(issuer, 'issue', 'alice')],
    ['issue with a number', 'sub of issue() takes a string', () => call(issuer, 'issue', { sub: 7 })],
    [
      'issue with one scope',
      'scopes of issue() takes an array of strings',
      () => call(issuer, 'issue', { scopes: 'reports:read' }),
    ],
    ['issue with claims as a list', 'claims of issue() takes an object', () => call(issuer, 'issue', { claims: [] })],
  ])('%s gets a sentence', async (_call, sentence, action) => {
    expect(await messageOf(action)).toContain(sentence);
  });

  it('never gets the words of an engine, whatever was passed', async () => {
    const functions: ((...given: unknown[]) => unknown)[] = [
      (...given) => call(kit, 'withTestAuth', ...given),
      (options) => call(kit, 'withTestAuth', testingModule(), options),
      (now) => call(kit, 'withTestIssuer', testingModule(), now),
      (...given) => call(TestAuth, 'of', ...given),
      (...given) => call(TestIssuer, 'of', ...given),
      (traits) => call(auth, 'createUser', traits),
      (roles) => call(auth, 'createUser', { roles }),
      (...given) => call(auth, 'actingAs', ...given),
      (scopes, roles) => call(auth, 'actingAs', auth.createUser(), { scopes, roles }),
      (span) => call(auth.clock, 'advance', span),
      (date) => call(auth.clock, 'set', date),
      (type) => call(auth.events, 'ofType', type),
      (address) => call(auth.mail, 'latest', address),
      (traits) => call(issuer, 'issue', traits),
      (sub, scopes, roles, claims) => call(issuer, 'issue', { sub, scopes, roles, claims }),
    ];
    const values = fc.array(fc.anything({ withDate: true, withMap: true, withNullPrototype: true }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...functions), values, async (method, given) => {
        expect(await messageOf(() => method(...given))).not.toMatch(ENGINE_WORDS);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an application that is not initialised', () => {
  it('gets a sentence, and is ready after init()', async () => {
    const module = await withTestAuth(testingModule()).compile();
    const own = TestAuth.of(module);
    const user = own.createUser();
    await expect(own.actingAs(user)).rejects.toThrow('is initialised. Write first: await app.init()');
    await module.init();
    await expect(own.actingAs(user)).resolves.toHaveProperty('token');
    await module.close();
  });
});
