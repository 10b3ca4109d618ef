import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { bearing, expectAlive, expectEnded, newcomer, refresh, register, signIn, tokensIn } from './support.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly user_agent: string | null;
}

describe.each(ADAPTERS)('the sessions of the user, on %s', (adapter) => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ adapter });
    await register(service.client, 'everybody');
  });
  afterAll(() => service.stop());

  const list = async (accessToken: string): Promise<readonly Listed[]> => {
    const { status, body } = await service.client.get('/me/sessions', bearing(accessToken));
    expect(status).toBe(200);
    return body['sessions'] as Listed[];
  };
  const end = (accessToken: string, id = ''): Promise<Answer> =>
    service.client.send(`/me/sessions${id && `/${id}`}`, { method: 'DELETE', headers: bearing(accessToken) });

  it('are listed with times, address and program, and the current one is marked', async () => {
    await register(service.client, 'alice');
    const { accessToken } = await signIn(service.client, 'alice', {}, { 'User-Agent': FIREFOX });
    await signIn(service.client, 'alice', {}, { 'User-Agent': 'curl/8.11.0' });
    const sessions = await list(accessToken);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const times = { created_at: instant, last_used_at: instant, expires_at: instant };
    const common = { id: expect.any(String), ...times, amr: ['pwd'], auth_time: expect.any(Number) };
    expect(sessions).toEqual([
      { ...common, address: '127.0.0.1', user_agent: 'curl', current: false },
      { ...common, address: '127.0.0.1', user_agent: 'Firefox on Linux', current: true },
    ]);
  });

  it('are listed with how and when the user was authenticated', async () => {
    const { accessToken, refreshToken } = await newcomer(service.client, 'strong');
    await service.app
      .get(DataSource)
      .query(`UPDATE sessions SET amr = '{pwd,otp,mfa}', auth_time = to_timestamp(1767225600.9) WHERE id = $1`, [
        refreshToken.split('.')[0],
      ]);
    expect(await list(accessToken)).toMatchObject([{ amr: ['pwd', 'otp', 'mfa'], auth_time: 1_767_225_600 }]);
  });

  it('are listed once each after any number of refreshes, the last used first', async () => {
    const first = await newcomer(service.client, 'refreshed');
    await signIn(service.client, 'refreshed');
    const { accessToken } = tokensIn(await refresh(service.client, first.refreshToken));
    expect((await list(accessToken)).map(({ current }) => current)).toEqual([true, false]);
    expect((await list(first.accessToken)).map(({ current }) => current)).toEqual([true, false]);
  });

  it('can be ended, one by one', async () => {
    const here = await newcomer(service.client, 'bob');
    const there = await signIn(service.client, 'bob');
    const { id } = (await list(there.accessToken)).find(({ current }) => current)!;
    const answer = await end(here.accessToken, id);
    expect([answer.status, answer.text]).toEqual([204, '']);
    await expectEnded(service.client, there);
    await expectAlive(service.client, here);
    expect((await end(here.accessToken, id)).status).toBe(404);
    const own = (await list(here.accessToken))[0]!.id;
    expect((await end(here.accessToken, own)).status).toBe(204);
    await expectEnded(service.client, here);
  });

  it('can all be ended except the current one', async () => {
    const here = await newcomer(service.client, 'carol');
    const others = await Promise.all([signIn(service.client, 'carol'), signIn(service.client, 'carol')]);
    const answer = await end(here.accessToken);
    expect([answer.status, answer.body]).toEqual([200, { ended: 2 }]);
    for (const other of others) {
      await expectEnded(service.client, other);
    }
    await expectAlive(service.client, here);
    expect(await list(here.accessToken)).toHaveLength(1);
    expect((await end(here.accessToken)).body).toEqual({ ended: 0 });
  });

  it('can’t be listed or ended by another user', async () => {
    const owner = await newcomer(service.client, 'owner');
    const { id } = (await list(owner.accessToken))[0]!;
    const stranger = await newcomer(service.client, 'stranger');
    const answer = await end(stranger.accessToken, id);
    expect([answer.status, answer.body['code']]).toEqual([404, 'unknown_session']);
    const unknown = await end(
      stranger.accessToken,
      id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    );
    expect(unknown.text).toBe(answer.text);
    expect((await end(stranger.accessToken)).body).toEqual({ ended: 0 });
    await expectAlive(service.client, owner);
    expect(await list(stranger.accessToken)).toHaveLength(1);
  });

  it.each([
    'x',
    '1',
    '%00',
    '%27%20OR%201=1--',
    '__proto__',
    'a'.repeat(60),
    '7D1F6B0A-3C52-4A8E-B1D9-5E2F4C6A8B90',
    '%EF%BC%91',
    '%F0%9F%A6%8A',
  ])('can’t be ended by the id %s', async (id) => {
    const { accessToken } = await signIn(service.client, 'everybody');
    expect((await end(accessToken, id)).status).toBe(404);
  });

  it('require a token', async () => {
    for (const [method, path] of [
      ['GET', '/me/sessions'],
      ['DELETE', '/me/sessions'],
      ['DELETE', '/me/sessions/7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90'],
      ['POST', '/logout'],
    ] as const) {
      expect((await service.client.send(path, { method })).status).toBe(401);
    }
  });
});
