import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '@portcullis/auth';
import { type NewSession, SessionStore } from '@portcullis/sessions';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import {
  basic,
  CLIENTS,
  expectAlive,
  expectEnded,
  newcomer,
  Recorder,
  refresh,
  REPORTS,
  SHOP,
  tokensIn,
} from './support.js';

describe.each(ADAPTERS)('POST /revoke, on %s', (adapter) => {
  let service: TestService;
  const recorder = new Recorder();

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { clients: CLIENTS }, override: recorder.override });
  });
  afterAll(() => service.stop());

  const revoke = (form: Record<string, string> | string, headers = {}): Promise<Answer> =>
    service.client.postForm('/revoke', form, headers);

  function expectDone(answer: Answer): void {
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }

  it.each([
    ['the refresh token', 'refreshToken', undefined],
    ['the refresh token with a wrong hint', 'refreshToken', 'access_token'],
    ['the access token', 'accessToken', undefined],
    ['the access token with a wrong hint', 'accessToken', 'refresh_token'],
    ['the refresh token with an unknown hint', 'refreshToken', 'saml'],
  ] as const)('ends the session by %s', async (what, kind, hint) => {
    const tokens = await newcomer(service.client, `p${randomUUID().slice(0, 8)}`);
    expectDone(await revoke({ token: tokens[kind], ...(hint !== undefined && { token_type_hint: hint }) }));
    await expectEnded(service.client, tokens);
    // A repeated request has the same result.
    expectDone(await revoke({ token: tokens[kind] }));
    expect(what).toBeDefined();
  });

  it('ends the session of an exchanged refresh token, because the response to the exchange may have been lost', async () => {
    const first = await newcomer(service.client, 'lossy');
    const second = tokensIn(await refresh(service.client, first.refreshToken));
    expectDone(await revoke({ token: first.refreshToken }));
    await expectEnded(service.client, second);
  });

  it.each([
    'garbage',
    ' ',
    '🦊',
    'a.b.c',
    '.'.repeat(5_000),
    'x'.repeat(10_000),
    '\0',
    `${randomUUID()}.${'A'.repeat(43)}.${'A'.repeat(22)}`,
  ])('responds 200 to %j too', async (token) => {
    expectDone(await revoke({ token }));
    expectDone(await revoke({ token, token_type_hint: 'refresh_token' }, basic(SHOP)));
  });

  it('ends no session by a text that only looks like its token', async () => {
    const tokens = await newcomer(service.client, 'lookalike');
    const [id, random, mac] = tokens.refreshToken.split('.') as [string, string, string];
    const other = (text: string) => text.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
    for (const token of [
      `${id}.${other(random)}.${mac}`,
      `${id}.${random}.${other(mac)}`,
      `${id}.${random}.`,
      id,
      `${id}..`,
      `${tokens.refreshToken} `,
      tokens.accessToken.slice(0, -2),
    ]) {
      expectDone(await revoke({ token }));
    }
    await expectAlive(service.client, tokens);
  });

  describe('with an authenticated client', () => {
    it('ends a session that was issued to no client', async () => {
      const tokens = await newcomer(service.client, `q${randomUUID().slice(0, 8)}`);
      expectDone(await revoke({ token: tokens.refreshToken }, basic(SHOP)));
      await expectEnded(service.client, tokens);
    });

    it('ends its own sessions, and not those of another client', async () => {
      const tokens = await newcomer(service.client, 'ofshop');
      await service.app
        .get(DataSource)
        .query('UPDATE sessions SET client_id = $1 WHERE id = $2', ['shop', tokens.refreshToken.split('.')[0]]);
      for (const token of [tokens.refreshToken, tokens.accessToken]) {
        expectDone(await revoke({ token }, basic(REPORTS)));
        expectDone(await revoke({ token }));
        await expectAlive(service.client, tokens);
      }
      expectDone(await revoke({ token: tokens.refreshToken, ...SHOP }));
      await expectEnded(service.client, tokens);
    });

    it.each([
      ['a wrong secret', { ...SHOP, client_secret: 'wrong' }, {}, 401, 'invalid_client'],
      ['an unknown client', { ...SHOP, client_id: 'unknown' }, {}, 401, 'invalid_client'],
      ['malformed credentials', {}, { Authorization: 'Basic $' }, 401, 'invalid_client'],
      ['two ways at once', { ...SHOP }, basic(SHOP), 400, 'invalid_request'],
    ])('refuses %s, and ends nothing', async (_what, form, headers, status, error) => {
      const tokens = await newcomer(service.client, `r${randomUUID().slice(0, 8)}`);
      const answer = await revoke({ token: tokens.refreshToken, ...form }, headers);
      expect([answer.status, answer.body['error']]).toEqual([status, error]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.has('www-authenticate')).toBe(status === 401);
      await expectAlive(service.client, tokens);
    });
  });

  it.each(['', 'token=', 'token=a&token=b', 'token=a&token_type_hint=b&token_type_hint=c'])(
    'refuses the form %j',
    async (form) => {
      const answer = await revoke(form);
      expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
    },
  );

  it('reads neither the query nor JSON', async () => {
    expect((await service.client.postForm('/revoke?token=a', {})).status).toBe(400);
    expect((await service.client.postJson('/revoke', { token: 'a' })).status).toBe(400);
    const read = await service.client.get('/revoke?token=a');
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('publishes an event with actor and reason, and without the token', async () => {
    const held = await newcomer(service.client, `s${randomUUID().slice(0, 8)}`);
    const given = await newcomer(service.client, `t${randomUUID().slice(0, 8)}`);
    const before = recorder.aboutSessions().length;
    await revoke({ token: held.refreshToken });
    await revoke({ token: held.refreshToken });
    await revoke({ token: given.accessToken }, basic(SHOP));
    const id = expect.stringMatching(/^\d+$/);
    const origin = expect.objectContaining({ address: '127.0.0.1', userAgent: 'node' });
    const common = { type: 'session_revoked', subject: { id }, origin, reason: 'revoked' };
    expect(recorder.aboutSessions().slice(before)).toEqual([
      { ...common, sessionId: held.refreshToken.split('.')[0], actor: { kind: 'token_holder' } },
      { ...common, sessionId: given.refreshToken.split('.')[0], actor: { kind: 'client', clientId: 'shop' } },
    ]);
    const told = JSON.stringify(recorder.events);
    for (const secret of [held.refreshToken, given.accessToken, SHOP.client_secret]) {
      expect(told).not.toContain(secret);
    }
  });
});

describe('while the session store is unreachable', () => {
  let service: TestService;
  const unreachable = () => Promise.reject(new ServiceUnavailableError());

  beforeAll(async () => {
    service = await startService({
      runtime: { clients: CLIENTS },
      override: (builder) =>
        builder.overrideProvider(SessionStore).useValue({
          create: async (session: NewSession) => ({ kind: 'begun', session, ended: [] }),
          find: unreachable,
          findByToken: unreachable,
          isAlive: unreachable,
          whenCommitted: (task: () => void) => task(),
        }),
    });
  });
  afterAll(() => service.stop());

  it.each(['revoke', 'introspect'])('POST /%s responds 503 to a token of the service, never 200', async (route) => {
    await service.client.newcomer(`asking-to-${route}`);
    const { body } = await service.client.signIn(`asking-to-${route}`, 'an unlikely passphrase');
    for (const token of [body['access_token'], body['refresh_token']]) {
      const answer = await service.client.postForm(`/${route}`, { token: String(token), ...REPORTS });
      expect([answer.status, answer.body['error']]).toEqual([503, 'temporarily_unavailable']);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });
});
