import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest, type TimedAnswer } from '../attacks/support/raw-request.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { basic, CLIENTS, expectEnded, newcomer, PASSWORD, register, REPORTS, SHOP, signIn } from './support.js';

const BASIC_CHALLENGE = 'Basic realm="portcullis"';
const POST_CHALLENGE = 'client_secret_post realm="portcullis"';

const WRONG = { client_id: 'shop', client_secret: 'wrong' };

/** The form that each endpoint needs besides the client's credentials. */
const FORMS = {
  '/token': { username: 'alice', password: PASSWORD },
  '/revoke': { token: 'a' },
  '/introspect': { token: 'a' },
} as const;

const ENDPOINTS = Object.keys(FORMS) as (keyof typeof FORMS)[];

describe.each(ADAPTERS)('clients at the OAuth endpoints, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { clients: CLIENTS } });
    await register(service.client, 'alice');
  });
  afterAll(() => service.stop());

  const post = (path: keyof typeof FORMS, form: Record<string, string>, headers: Record<string, string> = {}) =>
    service.client.postForm(path, { ...FORMS[path], ...form }, headers);

  it.each(ENDPOINTS)('get a Basic challenge from %s only if they have used Basic', async (path) => {
    const byForm = await post(path, WRONG);
    expect([byForm.status, byForm.body['error']]).toEqual([401, 'invalid_client']);
    expect(byForm.headers.get('www-authenticate')).toBe(POST_CHALLENGE);
    for (const scheme of ['Basic', 'basic', 'BASIC']) {
      const { Authorization } = basic(WRONG);
      const byHeader = await post(path, {}, { Authorization: String(Authorization).replace('Basic', scheme) });
      expect([byHeader.status, byHeader.body['error']]).toEqual([401, 'invalid_client']);
      expect(byHeader.headers.get('www-authenticate')).toBe(BASIC_CHALLENGE);
    }
  });

  it('open no sign-in dialog of a browser whose page introspects without credentials', async () => {
    for (const headers of [undefined, { Authorization: 'Bearer a' }]) {
      const answer = await post('/introspect', {}, headers);
      expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
      expect(answer.headers.get('www-authenticate')).toBe(POST_CHALLENGE);
    }
  });

  describe.each(ENDPOINTS)('with two credentials at POST %s', (path) => {
    it('are refused if they use Basic and the form at once, even if both are valid', async () => {
      for (const client of [REPORTS, WRONG]) {
        const answer = await post(path, client, basic(client));
        expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    });

    it.each([
      ['the same header twice', basic(REPORTS).Authorization, basic(REPORTS).Authorization],
      ['Basic before Bearer', basic(REPORTS).Authorization, 'Bearer a'],
      ['Bearer before Basic', 'Bearer a', basic(REPORTS).Authorization],
      ['an empty header before Basic', '', basic(REPORTS).Authorization],
    ])('are refused for %s', async (_what, first, second) => {
      const answer = await postRaw(path, [`Authorization: ${first}`, `authorization: ${second}`]);
      expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
    });
  });

  function postRaw(path: keyof typeof FORMS, lines: readonly string[]): Promise<TimedAnswer> {
    const form = Buffer.from(new URLSearchParams(FORMS[path]).toString());
    const head = [
      `POST ${path} HTTP/1.1`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form.length}`,
    ];
    return rawRequest(service.client.url, [...head, ...lines], form);
  }
});

describe.each(ADAPTERS)('clients while none are declared, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
    await register(service.client, 'alice');
  });
  afterAll(() => service.stop());

  const encoded = (client: typeof SHOP) => basic({ ...client, client_id: encodeURIComponent(client.client_id) });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['client_id and client_secret in the form', { ...SHOP }, {}],
    ['client_id and client_secret by Basic', {}, encoded(SHOP)],
    ['client_id alone', { client_id: 'mobile' }, {}],
    ['client_id and an empty client_secret', { client_id: 'mobile', client_secret: '' }, {}],
    ['client_id by Basic without a secret', {}, basic({ client_id: 'mobile', client_secret: '' })],
    ['an empty name and secret by Basic', {}, { Authorization: 'Basic Og==' }],
    ['a Basic header that can not be read', {}, { Authorization: 'Basic $' }],
    ['a Basic header of two clients', { client_id: 'mobile' }, encoded(SHOP)],
    ['nothing', {}, {}],
  ])('that get their tokens with %s can revoke them with it', async (_what, form, headers) => {
    const tokens = await signIn(service.client, 'alice', form, headers);
    const revoked = await service.client.postForm('/revoke', { token: tokens.refreshToken, ...form }, headers);
    expect([revoked.status, revoked.text]).toEqual([200, '']);
    await expectEnded(service.client, tokens);
  });

  it('can’t introspect', async () => {
    const { accessToken } = await signIn(service.client, 'alice');
    for (const [form, headers] of [
      [{}, {}],
      [SHOP, {}],
      [{}, basic(SHOP)],
    ]) {
      const answer = await service.client.postForm('/introspect', { token: accessToken, ...form }, headers);
      expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
    }
  });
});

describe.each(ADAPTERS)('public clients beside declared ones, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { clients: CLIENTS } });
  });
  afterAll(() => service.stop());

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['client_id alone', { client_id: 'mobile' }, {}],
    ['client_id by Basic without a secret', {}, basic({ client_id: 'mobile', client_secret: '' })],
    ['an empty name and secret by Basic', {}, { Authorization: 'Basic Og==' }],
  ])('sign in, refresh and revoke with %s', async (what, form, headers) => {
    const username = `p${what.length}`;
    await newcomer(service.client, username);
    const tokens = await signIn(service.client, username, form, headers);
    const revoked = await service.client.postForm('/revoke', { token: tokens.accessToken, ...form }, headers);
    expect(revoked.status).toBe(200);
    await expectEnded(service.client, tokens);
  });
});
