import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { expectCleanPrototypes, FORM, JSON_TYPE, post } from './support/post.js';
import { ODD_FORMS } from './support/wrong-values.js';

const PASSWORD = 'an unlikely passphrase';

describe.each(ADAPTERS)('a hostile body at POST /token, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
    await service.client.newcomer('alice', PASSWORD);
  });
  afterAll(() => service.stop());

  afterEach(expectCleanPrototypes);

  it.each(ODD_FORMS)('is refused with %s', async (_what, form) => {
    const answer = await post(service, '/token', FORM, form);
    expect([400, 401, 413]).toContain(answer.status);
    expect(answer.body).toMatchObject({ error: expect.any(String), detail: answer.body.error_description });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['username', 'password', 'grant_type', 'scope'])(
    'is refused if %s is repeated or is not a text',
    async (name) => {
      const good = `username=alice&password=${encodeURIComponent(PASSWORD)}&grant_type=password`;
      const rest = good
        .split('&')
        .filter((pair) => !pair.startsWith(`${name}=`))
        .join('&');
      for (const bad of [
        `${name}=a&${name}=a`,
        `${name}=&${name}=`,
        `${name}=%00`,
        `${name}=a%00`,
        `${name}[]=a&${name}=a&${name}=a`,
      ]) {
        const answer = await post(service, '/token', FORM, `${rest}&${bad}`);
        expect(answer.status).toBe(400);
      }
    },
  );

  it('with a broken escape does not match a value with U+FFFD', async () => {
    for (const [name, password] of [
      ['broken', 'an unlikely \uFFFD phrase'],
      ['br\uFFFDken', PASSWORD],
    ] as const) {
      const registered = await service.client.register({
        username: name,
        email: `${name.length}@example.com`,
        password,
      });
      if (registered.status === 201) {
        const form = new URLSearchParams({ username: name, password }).toString().replaceAll('%EF%BF%BD', '%FF');
        expect((await post(service, '/token', FORM, form)).status).not.toBe(200);
      }
    }
  });

  it('never causes a 5xx, and never gets a token', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'username',
        'password',
        'scope',
        'grant_type',
        'alice',
        '%',
        '%00',
        '%ff',
        '[]',
        '[a]',
        '__proto__',
        '+',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const pair = fc.tuple(piece, fc.constantFrom('=', '', '=='), piece).map((parts) => parts.join(''));
    const form = fc.array(pair, { maxLength: 8 }).map((pairs) => Buffer.from(pairs.join('&')));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          form,
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        ),
        async (body) => {
          const answer = await post(service, '/token', FORM, body);
          expect([400, 401, 413, 429]).toContain(answer.status);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['/register', '/token'])('never causes a 5xx as bytes of any type at %s', async (path) => {
    const type = fc.constantFrom(
      JSON_TYPE,
      FORM,
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/problem+json',
    );
    await fc.assert(
      fc.asyncProperty(type, fc.uint8Array({ maxLength: 300 }), async (contentType, bytes) => {
        expect((await post(service, path, contentType, Buffer.from(bytes))).status).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
  });
});
