import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService } from '@portcullis/auth';
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

  it('tells of a good access token what is in it, and who that is', async () => {
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
    });
  });

  it('tells of a good refresh token, which is no bearer', async () => {
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
    });
    expect((body['exp'] as number) * 1_000).toBeGreaterThan(Date.now());
  });

  it('names the client that a token was issued to', async () => {
    const { accessToken, refreshToken } = await newcomer(service.client, 'ofshop');
    await service.app
      .get(DataSource)
      .query('UPDATE sessions SET client_id = $1 WHERE id = $2', ['shop', refreshToken.split('.')[0]]);
    for (const token of [accessToken, refreshToken]) {
      expect((await introspect(token)).body).toMatchObject({ active: true, client_id: 'shop' });
    }
  });

  it.each(['access_token', 'refresh_token', 'saml'])('is not misled by the hint %s', async (hint) => {
    const { accessToken, refreshToken } = await newcomer(service.client, `hinted_${hint}`);
    for (const token of [accessToken, refreshToken]) {
      expect((await introspect(token, { token_type_hint: hint })).body).toMatchObject({ active: true });
    }
  });

  it.each(['garbage', '🦊', 'a.b.c', '\0', ' ', 'x'.repeat(10_000), '.'.repeat(5_000)])(
    'says of %j that it is not active, and no more',
    expectInactive,
  );

  it('says so of tokens of an ended session', async () => {
    const tokens = await newcomer(service.client, 'left');
    await service.client.send('/logout', { method: 'POST', headers: bearing(tokens.accessToken) });
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
  });

  it('says so of a refresh token that has been exchanged, and not of its successor', async () => {
    const first = await newcomer(service.client, 'renewed');
    const second = tokensIn(await refresh(service.client, first.refreshToken));
    await expectInactive(first.refreshToken);
    expect((await introspect(second.refreshToken)).body).toMatchObject({ active: true });
    // To ask of a token is not to use it.
    await expectAlive(service.client, second);
  });

  it('says so of tokens of the deactivated, and of those who are gone', async () => {
    const tokens = await newcomer(service.client, 'gone');
    const { app } = service;
    await app.get(DataSource).query(`UPDATE users SET is_active = false WHERE username = 'gone'`);
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
    await app.get(DataSource).query(`DELETE FROM users WHERE username = 'gone'`);
    await expectInactive(tokens.accessToken);
    await expectInactive(tokens.refreshToken);
  });

  it('says so of expired tokens, whether or not anything has been purged', async () => {
    const { refreshToken } = await newcomer(service.client, 'late');
    const sql = `UPDATE sessions SET idle_expires_at = now() - interval '1 second' WHERE id = $1`;
    await service.app.get(DataSource).query(sql, [refreshToken.split('.')[0]]);
    await expectInactive(refreshToken);
  });

  it('says so of what another issuer signed with the same key', async () => {
    const other = await startService({ runtime: { issuer: 'https://elsewhere.example' } });
    const { accessToken } = other.app.get(AccessTokenService).issue({ subject: '1', scope: [] });
    await other.stop();
    await expectInactive(accessToken);
  });

  it.each([
    ['nobody', {}, {}, 401, 'invalid_client'],
    ['a client_id alone', { client_id: REPORTS.client_id }, {}, 401, 'invalid_client'],
    ['a wrong secret', {}, basic({ ...SHOP, client_secret: 'wrong' }), 401, 'invalid_client'],
    ['a bearer', {}, { Authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['two ways at once', { ...REPORTS }, basic(REPORTS), 400, 'invalid_request'],
    ['a client that may not ask', { ...SHOP }, {}, 403, 'access_denied'],
  ])('is not for %s, whatever the token', async (_who, form, headers, status, error) => {
    const { accessToken } = await signIn(service.client, 'anybody');
    const [good, bad] = await Promise.all([introspect(accessToken, form, headers), introspect('x', form, headers)]);
    expect([good.status, good.body['error']]).toEqual([status, error]);
    expect(good.text).toBe(bad.text);
    expect(good.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="portcullis"' : null);
  });

  it('takes client_secret_post', async () => {
    const { accessToken } = await newcomer(service.client, 'posted');
    expect((await introspect(accessToken, REPORTS, {})).body).toMatchObject({ active: true });
  });

  it('asks who it is before it asks what is wrong', async () => {
    const stranger = await service.client.postForm('/introspect', {});
    expect([stranger.status, stranger.body['error']]).toEqual([401, 'invalid_client']);
    const client = await service.client.postForm('/introspect', { ...REPORTS });
    expect([client.status, client.body['error']]).toEqual([400, 'invalid_request']);
  });
});
