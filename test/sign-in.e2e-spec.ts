import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Answer } from './support/client.js';
import { ADAPTERS } from './support/adapters.js';
import { startService, type TestService } from './support/service.js';

const PASSWORD = 'correct horse battery staple';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe.each(ADAPTERS)('signing in at POST /token, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
    await service.client.newcomer('alice', PASSWORD);
  });
  afterAll(() => service.stop());

  function expectTokenError(answer: Answer, status: number, error: string, description?: string): void {
    expect({ status: answer.status, error: answer.body.error }).toEqual({ status, error });
    expect(answer.body.detail).toBe(answer.body.error_description);
    if (description !== undefined) {
      expect(answer.body.detail).toBe(description);
    }
    expectNotStored(answer);
  }

  function expectNotStored(answer: Answer): void {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  }

  it('returns an access token for half an hour, and a refresh token', async () => {
    const answer = await service.client.signIn('alice', PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 1800,
      refresh_token: expect.any(String),
    });
    expectNotStored(answer);
  });

  it('issues RFC 9068 access tokens', async () => {
    const { body } = await service.client.signIn('alice', PASSWORD);
    const [header, payload] = (body.access_token as string)
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: 'portcullis',
      aud: 'portcullis',
      sub: expect.stringMatching(/^\d+$/),
      iat: expect.any(Number),
      exp: (payload?.iat as number) + 1800,
      jti: expect.any(String),
      sid: expect.any(String),
      amr: ['pwd'],
      auth_time: expect.any(Number),
    });
    expect(payload?.auth_time).toBeLessThanOrEqual(payload?.iat as number);
  });

  it.each(['password', ''])('accepts grant_type %j as the password grant', async (grant_type) => {
    const answer = await service.client.postForm('/token', { grant_type, username: 'alice', password: PASSWORD });
    expect(answer.status).toBe(200);
  });

  it('accepts the media type in any letter case, with parameters', async () => {
    const body = new URLSearchParams({ username: 'alice', password: PASSWORD }).toString();
    const headers = { 'Content-Type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' };
    const answer = await service.client.send('/token', { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  });

  it('refuses an unknown grant', async () => {
    const answer = await service.client.postForm('/token', {
      grant_type: 'magic',
      username: 'alice',
      password: PASSWORD,
    });
    expectTokenError(answer, 400, 'unsupported_grant_type');
  });

  it('responds alike to an unknown name, a wrong password and an account without a password', async () => {
    await query(
      "INSERT INTO users (username, email, username_canonical, email_canonical) VALUES ('nopass', 'n@example.com', 'nopass', 'n@example.com')",
    );
    const answers = [
      await service.client.signIn('nobody', PASSWORD),
      await service.client.signIn('alice', 'wrong'),
      await service.client.signIn('nopass', PASSWORD),
    ];
    for (const answer of answers) {
      expectTokenError(answer, 401, 'invalid_grant', 'Incorrect username or password');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="portcullis"');
      expect(answer.text).toBe(answers[0]?.text);
      expect(comparable(answer)).toEqual(comparable(answers[0]));
    }
  });

  it('says that an account is deactivated only to a user with its password', async () => {
    await service.client.newcomer('gone', PASSWORD);
    await query("UPDATE users SET is_active = false WHERE username = 'gone'");
    expectTokenError(await service.client.signIn('gone', PASSWORD), 400, 'invalid_grant', 'Inactive user');
    expectTokenError(await service.client.signIn('gone', 'wrong'), 401, 'invalid_grant');
  });

  it.each([
    ['no username', 'password=secret'],
    ['no password', 'username=alice'],
    ['an empty username', 'username=&password=secret'],
    ['an empty password', 'username=alice&password='],
    ['a username twice', 'username=alice&username=alice&password=secret'],
    ['a password twice', 'username=alice&password=a&password=a'],
    ['a scope twice', `username=alice&password=${PASSWORD}&scope=a&scope=b`],
    ['an unknown parameter twice', `username=alice&password=${PASSWORD}&x=1&x=2`],
    ['a NUL in the username', 'username=a%00lice&password=secret'],
    ['a NUL in the password', 'username=alice&password=a%00b'],
    ['nothing', ''],
    ['a password of 1,025 bytes', `username=alice&password=${'x'.repeat(1025)}`],
  ])('refuses a form with %s', async (_what, form) => {
    const answer = await service.client.send('/token', { method: 'POST', headers: FORM, body: form });
    expectTokenError(answer, 400, 'invalid_request');
  });

  it.each([
    ['JSON', 'application/json', JSON.stringify({ username: 'alice', password: PASSWORD })],
    ['broken JSON', 'application/json', '{"username":'],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nalice\r\n--x--',
    ],
    ['plain text', 'text/plain', 'username=alice&password=secret'],
    ['another form', 'application/x-www-form-urlencoded-not', 'username=alice&password=secret'],
  ])('refuses %s', async (_what, contentType, body) => {
    const answer = await service.client.send('/token', {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
    });
    expectTokenError(answer, 400, 'invalid_request');
  });

  it('refuses a body without a content type, and no body at all', async () => {
    const body = new Blob([`username=alice&password=${PASSWORD}`]);
    expectTokenError(await service.client.send('/token', { method: 'POST', body }), 400, 'invalid_request');
    expectTokenError(await service.client.send('/token', { method: 'POST' }), 400, 'invalid_request');
  });

  it('ignores credentials in the URL', async () => {
    const inUrl = new URLSearchParams({ username: 'alice', password: PASSWORD, grant_type: 'password' });
    const answer = await service.client.send(`/token?${inUrl.toString()}`, {
      method: 'POST',
      headers: FORM,
      body: 'grant_type=password',
    });
    expectTokenError(answer, 400, 'invalid_request');
  });

  it.each(['unknown', 'two  spaces', ' leading', 'quo"te', 'back\\slash', 'ünicode'])(
    'refuses the scope %j',
    async (scope) => {
      const answer = await service.client.postForm('/token', { username: 'alice', password: PASSWORD, scope });
      expectTokenError(answer, 400, 'invalid_scope');
    },
  );

  it('responds 405 to GET', async () => {
    const answer = await service.client.get('/token');
    expect(answer.headers.get('allow')).toBe('POST');
    expectTokenError(answer, 405, 'invalid_request', 'Method Not Allowed');
  });

  it('responds 413 to a body over the limit', async () => {
    const answer = await service.client.postForm('/token', { username: 'alice', password: 'x'.repeat(20_000) });
    expectTokenError(answer, 413, 'invalid_request');
  });

  it('finds a name in any letter case', async () => {
    expect((await service.client.signIn('ALICE', PASSWORD)).status).toBe(200);
  });

  async function query(sql: string): Promise<void> {
    await service.app.get(DataSource).query(sql);
  }
});

/** Headers that may differ between two responses that must be the same. */
const VARYING = new Set(['date', 'x-request-id']);

function comparable(answer: Answer | undefined): unknown {
  return [...(answer?.headers ?? [])].filter(([name]) => !VARYING.has(name));
}
