import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { Clock } from '@portcullis/auth';
import { SessionStore } from '@portcullis/sessions';
import { TestClock } from '@portcullis/testing';
import { UserAdministration } from '@portcullis/users';
import { query } from '../processes/query.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { claimsOf, expectInvalidGrant, PASSWORD, refresh, sessionIn, signedIn, tokensOf } from './tokens.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));

describe.each(ADAPTERS)('refreshing, on %s', (adapter) => {
  let service: TestService;
  let strict: TestService;

  beforeAll(async () => {
    const override = (builder: TestingModuleBuilder) => builder.overrideProvider(Clock).useValue(clock);
    service = await startService({ adapter, override });
    const { databaseUrl } = service;
    strict = await startService({ adapter, override, runtime: { databaseUrl, refreshGrace: 0 } });
  });
  afterAll(async () => {
    await strict.stop();
    await service.stop();
  });

  const client = () => service.client;
  const sign = (name: string) => signedIn(client(), name);
  const rowOf = async (token: string) => {
    const [row] = await query(service.databaseUrl, 'SELECT * FROM sessions WHERE id = $1', [sessionIn(token)]);
    return row!;
  };

  it('returns new tokens of the same session', async () => {
    const first = await sign('alice');
    clock.advance({ minutes: 5 });
    const second = tokensOf(await refresh(client(), first.refresh));
    expect(second.refresh).not.toBe(first.refresh);
    expect(claimsOf(second.access)['jti']).not.toBe(claimsOf(first.access)['jti']);
    const { amr, auth_time: authTime, iat } = claimsOf(first.access);
    expect({ amr, isNow: Math.abs(Number(authTime) - Number(iat)) <= 1 }).toEqual({ amr: ['pwd'], isNow: true });
    expect(claimsOf(second.access)).toMatchObject({ amr, auth_time: authTime });
    expect(claimsOf(second.access)['sid']).toBe(claimsOf(first.access)['sid']);
    expect(sessionIn(second.refresh)).toBe(claimsOf(first.access)['sid']);
    expect((await client().me(second.access)).status).toBe(200);
    tokensOf(await refresh(client(), second.refresh));
  });

  it('separates sessions: one of a user ends, and the other goes on', async () => {
    const one = await sign('bob');
    const other = tokensOf(await client().signIn('bob', PASSWORD));
    expect(sessionIn(one.refresh)).not.toBe(sessionIn(other.refresh));
    expect(
      await service.app.get(SessionStore, { strict: false }).end(sessionIn(one.refresh), { reason: 'revoked' }),
    ).toMatchObject({ id: sessionIn(one.refresh) });
    expect((await client().me(one.access)).status).toBe(401);
    expectInvalidGrant(await refresh(client(), one.refresh));
    expect((await client().me(other.access)).status).toBe(200);
    tokensOf(await refresh(client(), other.refresh));
  });

  it('gives the previous token the same successor for ten seconds', async () => {
    const first = await sign('carol');
    const { refresh: successor } = tokensOf(await refresh(client(), first.refresh));
    clock.advance({ seconds: 9, milliseconds: 999 });
    const again = tokensOf(await refresh(client(), first.refresh));
    expect(again.refresh).toBe(successor);
    expect((await client().me(again.access)).status).toBe(200);
    tokensOf(await refresh(client(), successor));
  });

  it('treats the previous token as stolen afterwards, and ends the session', async () => {
    const first = await sign('dave');
    const second = tokensOf(await refresh(client(), first.refresh));
    clock.advance({ seconds: 10 });
    expectInvalidGrant(await refresh(client(), first.refresh));
    expectInvalidGrant(await refresh(client(), second.refresh));
    for (const { access } of [first, second]) {
      expect((await client().me(access)).status).toBe(401);
      expect((await strict.client.me(access)).status).toBe(401);
    }
    expect(await rowOf(first.refresh)).toMatchObject({ end_reason: 'reuse' });
  });

  it('treats an older token as stolen at any time', async () => {
    const first = await sign('erin');
    const second = tokensOf(await refresh(client(), first.refresh));
    const third = tokensOf(await refresh(client(), second.refresh));
    expectInvalidGrant(await refresh(client(), first.refresh));
    expectInvalidGrant(await refresh(client(), third.refresh));
    expect((await client().me(third.access)).status).toBe(401);
  });

  it('treats every second use as theft without a grace window', async () => {
    const first = await sign('frank');
    const second = tokensOf(await refresh(strict.client, first.refresh));
    expect(await rowOf(first.refresh)).toMatchObject({ sealed_successor: null });
    expectInvalidGrant(await refresh(strict.client, first.refresh));
    expect((await client().me(second.access)).status).toBe(401);
  });

  it('notices a stolen token that requests too many scopes', async () => {
    const first = await sign('faythe');
    const second = tokensOf(await refresh(client(), first.refresh));
    tokensOf(await refresh(client(), second.refresh));
    expectInvalidGrant(await refresh(client(), first.refresh, { scope: 'users:read' }));
    expect((await client().me(second.access)).status).toBe(401);
  });

  it('ends no session because of invented tokens', async () => {
    const { access, refresh: token } = await sign('grace');
    const [sid, random, mac] = token.split('.') as [string, string, string];
    const other = (await sign('heidi')).refresh;
    const forged = [
      'garbage',
      sid,
      `${sid}.`,
      `${sid}.${random}`,
      `${sid}.${random}.`,
      `${sid}.${random}.${'A'.repeat(22)}`,
      `${sid}.${'A'.repeat(43)}.${mac}`,
      `${sid}.${'A'.repeat(43)}.${'A'.repeat(22)}`,
      `${sid}.${other.split('.').slice(1).join('.')}`,
      `${sessionIn(other)}.${random}.${mac}`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      token.toUpperCase(),
      `${sid}.${random}.${otherSpelling(mac)}`,
      `${token}.${token}`,
      '\0',
    ];
    for (const text of forged) {
      expectInvalidGrant(await refresh(client(), text));
    }
    expect((await client().me(access)).status).toBe(200);
    tokensOf(await refresh(client(), token));
  });

  it('requires the token, in a form', async () => {
    const { refresh: token } = await sign('ivan');
    for (const answer of [
      await client().postForm('/token', { grant_type: 'refresh_token' }),
      await refresh(client(), ''),
      await client().postForm(`/token?refresh_token=${token}`, { grant_type: 'refresh_token' }),
      await client().postForm('/token', `grant_type=refresh_token&refresh_token=${token}&refresh_token=${token}`),
      await client().postJson('/token', { grant_type: 'refresh_token', refresh_token: token }),
    ]) {
      expect({ status: answer.status, error: answer.body['error'] }).toEqual({ status: 400, error: 'invalid_request' });
    }
    tokensOf(await refresh(client(), token));
  });

  it('stores nothing from which a token could be computed', async () => {
    const first = await sign('judy');
    const second = tokensOf(await refresh(client(), first.refresh));
    const row = await rowOf(first.refresh);
    expect(row).toMatchObject({ current_hash: expect.any(Buffer), sealed_successor: expect.any(Buffer) });
    const everything = Object.values(row).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value))));
    for (const token of [first.refresh, second.refresh]) {
      const [, random = '', mac = ''] = token.split('.');
      for (const secret of [random, mac].flatMap((part) => [Buffer.from(part), Buffer.from(part, 'base64url')])) {
        expect(everything.some((stored) => stored.includes(secret))).toBe(false);
      }
    }
  });

  it('grants a requested subset of the scopes, and all of them the next time', async () => {
    await client().newcomer('admin', PASSWORD);
    const administration = service.app.get(UserAdministration, { strict: false });
    await administration.grant('admin', 'admin');
    const scope = 'users:read sessions:write';
    let token = tokensOf(await client().postForm('/token', { username: 'admin', password: PASSWORD, scope })).refresh;
    const next = async (form: Record<string, string> = {}) => {
      const answer = await refresh(client(), token, form);
      token = tokensOf(answer).refresh;
      return answer.body['scope'];
    };
    expect(await next({ scope: 'users:read' })).toBe('users:read');
    expect(await next()).toBe(scope);

    const { refresh: narrow } = tokensOf(
      await client().postForm('/token', { username: 'admin', password: PASSWORD, scope: 'users:read' }),
    );
    const tooMuch = await refresh(client(), narrow, { scope });
    expect({ status: tooMuch.status, error: tooMuch.body['error'] }).toEqual({ status: 400, error: 'invalid_scope' });
    // Nothing was spent.
    expect(tokensOf(await refresh(client(), narrow)).refresh).not.toBe(narrow);

    await administration.revoke('admin', 'admin');
    expect(await next()).toBe('');
    await administration.grant('admin', 'admin');
    expect(await next()).toBe(scope);
  });

  it('ends all sessions of a deactivated user, for good', async () => {
    const { access, refresh: token } = await sign('mallory');
    const other = tokensOf(await client().signIn('mallory', PASSWORD));
    // By SQL, since the service would end the sessions itself.
    const setActive = (isActive: boolean) =>
      query(service.databaseUrl, `UPDATE users SET is_active = $1 WHERE username = 'mallory'`, [isActive]);
    await setActive(false);
    const refused = await refresh(client(), token);
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Inactive user', detail: 'Inactive user' },
    });
    await setActive(true);
    expect((await client().me(access)).status).toBe(401);
    expect((await client().me(other.access)).status).toBe(401);
    expectInvalidGrant(await refresh(client(), other.refresh));
    expect(await rowOf(other.refresh)).toMatchObject({ end_reason: 'user_inactive' });
  });

  it('ends all sessions of a deleted user', async () => {
    const { refresh: token } = await sign('niaj');
    const other = tokensOf(await client().signIn('niaj', PASSWORD));
    await query(service.databaseUrl, `DELETE FROM users WHERE username = 'niaj'`);
    expectInvalidGrant(await refresh(client(), token));
    expect(await rowOf(other.refresh)).toMatchObject({ end_reason: 'user_inactive' });
  });

  it('stores the origin of a sign-in, shortened', async () => {
    await client().newcomer('olivia', PASSWORD);
    const answer = await client().postForm(
      '/token',
      { username: 'olivia', password: PASSWORD },
      { 'User-Agent': 'x'.repeat(1000) },
    );
    const row = await rowOf(tokensOf(answer).refresh);
    expect(row).toMatchObject({ user_agent: 'x'.repeat(256), address: expect.stringMatching(/127\.0\.0\.1$/) });
  });

  it('ignores an Authorization header without the credentials of a client', async () => {
    await client().newcomer('peggy', PASSWORD);
    for (const authorization of ['Basic Og==', 'Basic eDp5', 'Bearer x', 'x']) {
      const form = { username: 'peggy', password: PASSWORD };
      tokensOf(await client().postForm('/token', form, { Authorization: authorization }));
    }
  });

  describe('expires, purged or not', () => {
    it('two weeks after the last refresh', async () => {
      let { refresh: token } = await sign('rupert');
      clock.advance({ days: 13, hours: 23 });
      token = tokensOf(await refresh(client(), token)).refresh;
      clock.advance({ days: 13, hours: 23, minutes: 59, seconds: 59, milliseconds: 999 });
      const { access, refresh: last } = tokensOf(await refresh(client(), token));
      expect((await client().me(access)).status).toBe(200);
      clock.advance({ days: 14 });
      expectInvalidGrant(await refresh(client(), last));
      expect(await rowOf(last)).toMatchObject({ ended_at: null });
    });

    it('ninety days after the sign-in, its access tokens too', async () => {
      const first = await sign('sybil');
      const since = clock.now();
      let { refresh: token } = first;
      for (let week = 1; week <= 12; week++) {
        clock.advance({ days: 7 });
        token = tokensOf(await refresh(client(), token)).refresh;
      }
      clock.set(new Date(since + 90 * 86_400_000 - 1));
      const { access, refresh: last } = tokensOf(await refresh(client(), token));
      expect((await client().me(access)).status).toBe(200);
      clock.advance({ milliseconds: 1 });
      expect((await client().me(access)).status).toBe(401);
      expectInvalidGrant(await refresh(client(), last));
    });
  });
});

/** The last of 22 characters has four bits that decoders ignore. */
function otherSpelling(mac: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(mac.at(-1)!) + 1]!;
  expect(Buffer.from(mac.slice(0, -1) + last, 'base64url')).toEqual(Buffer.from(mac, 'base64url'));
  return mac.slice(0, -1) + last;
}
