import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NewSession, SessionStore } from '@portcullis/sessions';
import { ServiceUnavailableError } from '@portcullis/auth';
import { UserAdministration } from '@portcullis/users';
import type { Answer } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { bearing, expectAlive, expectEnded, newcomer, Recorder, register, signIn } from './support.js';

const ALL = 'users:read sessions:write';

describe.each(ADAPTERS)('the sessions of another user, on %s', (adapter) => {
  let service: TestService;
  let rootId: number;
  let root: string;
  const recorder = new Recorder();

  beforeAll(async () => {
    service = await startService({ adapter, override: recorder.override });
    rootId = await register(service.client, 'root');
    await administration().grant('root', 'admin');
    root = (await signIn(service.client, 'root', { scope: ALL })).accessToken;
  });
  afterAll(() => service.stop());

  const administration = () => service.app.get(UserAdministration, { strict: false });
  const send = (method: string, path: string, token = root): Promise<Answer> =>
    service.client.send(`/users/${path}`, { method, headers: bearing(token) });
  const idsOf = ({ body }: Answer) => (body['sessions'] as { id: string }[]).map(({ id }) => id);

  it('can be listed and ended by an administrator', async () => {
    const id = await register(service.client, 'alice');
    const first = await signIn(service.client, 'alice');
    const second = await signIn(service.client, 'alice');
    const listed = await send('GET', `${id}/sessions`);
    expect(listed.status).toBe(200);
    const [secondId, firstId] = idsOf(listed) as [string, string];
    expect(listed.body['sessions']).toMatchObject([{ current: false }, { current: false }]);

    const before = recorder.aboutSessions().length;
    expect((await send('DELETE', `${id}/sessions/${firstId}`)).status).toBe(204);
    await expectEnded(service.client, first);
    await expectAlive(service.client, second);
    const ended = await send('DELETE', `${id}/sessions`);
    expect([ended.status, ended.body]).toEqual([200, { ended: 1 }]);
    await expectEnded(service.client, second);
    const common = {
      type: 'session_revoked',
      subject: { id: String(id) },
      reason: 'administration',
      actor: { kind: 'user', id: String(rootId), sessionId: expect.any(String) },
      origin: expect.objectContaining({ address: '127.0.0.1', userAgent: 'node' }),
    };
    expect(recorder.aboutSessions().slice(before)).toEqual([
      { ...common, sessionId: firstId },
      { ...common, sessionId: secondId },
    ]);
  });

  it('include a mark for the current session if administrators list their own', async () => {
    const { accessToken, refreshToken } = await signIn(service.client, 'root', { scope: ALL });
    const { body } = await send('GET', `${rootId}/sessions`, accessToken);
    const current = (body['sessions'] as { id: string; current: boolean }[]).filter((session) => session.current);
    expect(current.map(({ id }) => id)).toEqual([refreshToken.split('.')[0]]);
  });

  it('can’t be ended under the id of a third user', async () => {
    const owner = await newcomer(service.client, 'owner');
    const other = await register(service.client, 'other');
    const answer = await send('DELETE', `${other}/sessions/${owner.refreshToken.split('.')[0]}`);
    expect([answer.status, answer.body['code']]).toEqual([404, 'unknown_session']);
    await expectAlive(service.client, owner);
  });

  it.each([
    '0',
    '-1',
    '01',
    '1e3',
    '2147483647',
    '2147483648',
    '9'.repeat(400),
    'x',
    '%00',
    '__proto__',
    '%F0%9F%A6%8A',
  ])('are not found under the id %s', async (id) => {
    for (const answer of [await send('GET', `${id}/sessions`), await send('DELETE', `${id}/sessions`)]) {
      expect([answer.status, answer.body['code']]).toEqual([404, 'unknown_user']);
    }
  });

  it('require the role and the scope', async () => {
    const visitor = await newcomer(service.client, 'visitor');
    const modest = (await signIn(service.client, 'root', { scope: 'users:read' })).accessToken;
    expect((await send('GET', `${rootId}/sessions`, visitor.accessToken)).status).toBe(403);
    expect((await send('DELETE', `${rootId}/sessions`, visitor.accessToken)).status).toBe(403);
    expect((await send('GET', `${rootId}/sessions`, modest)).status).toBe(200);
    const denied = await send('DELETE', `${rootId}/sessions`, modest);
    expect([denied.status, denied.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="sessions:write"'),
    ]);
  });

  it('end when their user is deactivated, and do not revive', async () => {
    const tokens = await newcomer(service.client, 'exile');
    const elsewhere = await signIn(service.client, 'exile');
    const before = recorder.aboutSessions().length;
    await administration().deactivate('exile');
    const told = recorder.aboutSessions().slice(before);
    expect(told).toHaveLength(2);
    expect(told).toMatchObject([{ reason: 'user_inactive', actor: { kind: 'service' } }, {}]);
    const refused = await service.client.me(tokens.accessToken);
    expect([refused.status, refused.body['code']]).toEqual([400, 'inactive_user']);
    await administration().activate('exile');
    await expectEnded(service.client, tokens);
    await expectEnded(service.client, elsewhere);
    await expectAlive(service.client, await signIn(service.client, 'exile'));
  });
});

describe('deactivating a user while the session store is unreachable', () => {
  it('fails and changes nothing', async () => {
    const unreachable = () => Promise.reject(new ServiceUnavailableError());
    const service = await startService({
      override: (builder) =>
        builder.overrideProvider(SessionStore).useValue({
          create: async (session: NewSession) => ({ kind: 'begun', session, ended: [] }),
          isAlive: () => Promise.resolve(true),
          whenCommitted: (task: () => void) => task(),
          endAllWithin: unreachable,
        }),
    });
    try {
      const { token } = await service.client.newcomer('alice');
      const administration = service.app.get(UserAdministration, { strict: false });
      await expect(administration.deactivate('alice')).rejects.toThrow(ServiceUnavailableError);
      expect((await service.client.me(token)).status).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
