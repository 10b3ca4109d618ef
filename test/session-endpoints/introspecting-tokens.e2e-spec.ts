import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService, type Authentication } from '@portcullis/auth/spi';
import { UserAdministration } from '@portcullis/users';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import {
  basic,
  bearing,
  CLIENTS,
  expectAlive,
  newcomer,
  refresh,
  register,
  REPORTS,
  SHOP,
  signIn,
  tokensIn,
} from './support.js';

describe.each(ADAPTERS)('POST /introspect, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { clients: CLIENTS } });
    await register(service.client, 'anybody');
  });
  afterAll(() => service.stop());

  const introspect = (
    token: string,
    form: Record<string, string> = {},
    headers: Record<string, string> = basic(REPORTS),
  ): Promise<Answer> => service.client.postForm('/introspect', { token, ...form }, headers);

  async function expectInactive(token: string): Promise<void> {
    const answer = await introspect(token);
    expect([answer.status, answer.text]).toEqual([200, '{"active":false}']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }

  it('returns the claims and the user of a valid access token', async () => {
    const id = await register(service.client, 'alice');
    await service.app.get(UserAdministration, { strict: false }).grant('alice', 'admin');
    const { accessToken } = await signIn(service.client, 'alice', { scope: 'users:read' });
    const answer = await introspect(accessToken);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      active: true,
      scope: 'users:read',
      username: 'alice',
      token_type: 'bearer',
      exp: (answer.body['iat'] as number) + 1_800,
      iat: expect.any(Number),
      sub: String(id),
      aud: 'portcullis',
      iss: 'portcullis',
      jti: expect.any(String),
      sid: expect.any(String),
      amr: ['pwd'],
      auth_time: expect.any(Number),
    });
  });

  it('describes a valid refresh token, which is not a bearer token', async () => {
    const id = await register(service.client, 'bob');
    const { refreshToken } = await signIn(service.client, 'bob');
    const { body } = await introspect(refreshToken);
    expect(body).toEqual({
      active: true,
      username: 'bob',
      exp: expect.any(Number),
      iat: expect.any(Number),
      sub: String(id),
      iss: 'portcullis',
      sid: refreshToken.split('.')[0],
      amr: ['pwd'],
      auth_time: expect.any(Number),
    });
    expect((body['exp'] as number) * 1_000).toBeGreaterThan(Date.now());
  });

  it('names the client of a token', async () => {
    const { accessToken, refreshToken } = await newcomer(service.client, 'ofshop');
    await service.app
      .get(DataSource)
      .query('UPDATE sessions SET client_id = $1 WHERE id = $2', ['shop', refreshToken.split('.')[0]]);
    for (const token of [accessToken, refreshToken]) {
      expect((await introspect(token)).body).toMatchObject({ active: true, client_id: 'shop' });
    }
  });

  it('returns how and when the user of a session was authenticated', async () => {
    const { accessToken, refreshToken } = await newcomer(service.client, 'strong');
    await service.app
      .get(DataSource)
      .query(`UPDATE sessions SET amr = '{pwd,otp,mfa}', auth_time = to_timestamp(1767225600.9) WHERE id = $1`, [
        refreshToken.split('.')[0],
      ]);
    for (const token of [accessToken, refreshToken]) {
      const { body } = await introspect(token);
      expect(body).toMatchObject({ active: true, amr: ['pwd', 'otp', 'mfa'], auth_time: 1_767_225_600 });
    }
  });

  it('returns the claims of an access token without a session', async () => {
    const id = String(await register(service.client, 'sessionless'));
    const issue = (authentication?: Authentication) =>
      service.app.get(AccessTokenService).issue({ subject: id, scope: [], ...(authentication && { authentication }) })
        .accessToken;
    const strong = await introspect(issue({ methods: ['hwk'], at: 1_767_225_600_900 }));
    expect(strong.body).toMatchObject({ active: true, amr: ['hwk'], auth_time: 1_767_225_600 });
    const unknown = await introspect(issue());
    expect(unknown.body).toMatchObject({ active: true, username: 'sessionless' });
    for (const member of ['amr', 'auth_time', 'sid']) {
      expect(unknown.body).not.toHaveProperty(member);
    }
  });

  it.each(['access_token', 'refresh_token', 'saml'])('is not misled by the hint %s', async (hint) => {
    const { accessToken, refreshToken } = await newcomer(service.client, `hinted_${hint}`);
    for (const token of [accessToken, refreshToken]) {
      expect((await introspect(token, { token_type_hint: hint })).body).toMatchObject({ active: true });
    }
  });

  it.each(['garbage', '🦊', 'a.b.c', '\0', ' ', 'x'.repeat(10_000), '.'.repeat(5_000)])(
    'returns only {"active": false} for %j',
    expectInactive,
  );

  it('returns the same for tokens of an ended session', async () => {
    const tokens = await newcomer(service.client, 'left');
    await service.client.send('/logout', { method: 'POST', headers: bearing(tokens.accessToken) });
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
  });

  it('returns the same for an exchanged refresh token, and not for its successor', async () => {
    const first = await newcomer(service.client, 'renewed');
    const second = tokensIn(await refresh(service.client, first.refreshToken));
    await expectInactive(first.refreshToken);
    expect((await introspect(second.refreshToken)).body).toMatchObject({ active: true });
    // Introspecting a token does not use it.
    await expectAlive(service.client, second);
  });

  it('returns the same for tokens of deactivated and deleted users', async () => {
    const tokens = await newcomer(service.client, 'gone');
    const { app } = service;
    await app.get(DataSource).query(`UPDATE users SET is_active = false WHERE username = 'gone'`);
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
    await app.get(DataSource).query(`DELETE FROM users WHERE username = 'gone'`);
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
  });

  it('returns the same for expired tokens, purged or not', async () => {
    const { refreshToken } = await newcomer(service.client, 'late');
    const sql = `UPDATE sessions SET idle_expires_at = now() - interval '1 second' WHERE id = $1`;
    await service.app.get(DataSource).query(sql, [refreshToken.split('.')[0]]);
    await expectInactive(refreshToken);
  });

  it('returns the same for a token that another issuer signed with the same key', async () => {
    const other = await startService({ runtime: { issuer: 'https://elsewhere.example' } });
    const { accessToken } = other.app.get(AccessTokenService).issue({ subject: '1', scope: [] });
    await other.stop();
    await expectInactive(accessToken);
  });

  it.each([
    ['a request without a client', {}, {}, 401, 'invalid_client'],
    ['a client_id alone', { client_id: REPORTS.client_id }, {}, 401, 'invalid_client'],
    ['a wrong secret', {}, basic({ ...SHOP, client_secret: 'wrong' }), 401, 'invalid_client'],
    ['a bearer', {}, { Authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['two ways at once', { ...REPORTS }, basic(REPORTS), 400, 'invalid_request'],
    ['a client that may not introspect', { ...SHOP }, {}, 403, 'access_denied'],
  ])('refuses %s, whatever the token', async (_who, form, headers, status, error) => {
    const { accessToken } = await signIn(service.client, 'anybody');
    const [good, bad] = await Promise.all([introspect(accessToken, form, headers), introspect('x', form, headers)]);
    expect([good.status, good.body['error']]).toEqual([status, error]);
    expect(good.text).toBe(bad.text);
    expect(good.headers.has('www-authenticate')).toBe(status === 401);
  });

  it('accepts client_secret_post', async () => {
    const { accessToken } = await newcomer(service.client, 'posted');
    expect((await introspect(accessToken, REPORTS, {})).body).toMatchObject({ active: true });
  });

  it('authenticates the client before it validates the form', async () => {
    const stranger = await service.client.postForm('/introspect', {});
    expect([stranger.status, stranger.body['error']]).toEqual([401, 'invalid_client']);
    const client = await service.client.postForm('/introspect', { ...REPORTS });
    expect([client.status, client.body['error']]).toEqual([400, 'invalid_request']);
  });
});
