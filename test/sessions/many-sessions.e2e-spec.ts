import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bearing,
  expectAlive,
  expectEnded,
  newcomer,
  Recorder,
  register,
  signIn,
} from '../session-endpoints/support.js';
import { query } from '../processes/query.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { sessionIn } from './tokens.js';

const PER_USER = 3;

describe.each(ADAPTERS)('a user with many sessions, on %s', (adapter) => {
  let service: TestService;
  const recorder = new Recorder();

  beforeAll(async () => {
    service = await startService({ adapter, runtime: { sessionsPerUser: PER_USER }, override: recorder.override });
  });
  afterAll(() => service.stop());

  /** By SQL, as an earlier version allowed. */
  const began = (subject: number, count: number) =>
    query(
      service.databaseUrl,
      `INSERT INTO sessions (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
       SELECT gen_random_uuid(), $1, '{}', now(), now(), now() + interval '1 day', now() + interval '2 days', '\\x00'
       FROM generate_series(1, $2)`,
      [String(subject), count],
    );
  const list = (accessToken: string, parameters = '') =>
    service.client.get(`/me/sessions${parameters}`, bearing(accessToken));

  it('loses the session unused for longest when another one begins', async () => {
    const first = await newcomer(service.client, 'alice');
    const others = [await signIn(service.client, 'alice'), await signIn(service.client, 'alice')];
    await expectAlive(service.client, first);
    const before = recorder.aboutSessions().length;
    const last = await signIn(service.client, 'alice');
    await expectEnded(service.client, first);
    for (const tokens of [...others, last]) {
      await expectAlive(service.client, tokens);
    }
    expect(recorder.aboutSessions().slice(before)).toMatchObject([
      { type: 'session_started' },
      {
        type: 'session_revoked',
        sessionId: sessionIn(first.refreshToken),
        reason: 'session_limit',
        actor: { kind: 'service' },
      },
    ]);
  });

  it('keeps no more sessions than allowed, however many begin at once', async () => {
    const id = await register(service.client, 'bob');
    await Promise.all(Array.from({ length: 8 }, () => signIn(service.client, 'bob')));
    const { accessToken } = await signIn(service.client, 'bob');
    const { body } = await list(accessToken);
    expect(body['sessions']).toHaveLength(PER_USER);
    const living = 'SELECT FROM sessions WHERE COALESCE(user_id, subject) = $1 AND ended_at IS NULL';
    expect(await query(service.databaseUrl, living, [String(id)])).toHaveLength(PER_USER);
  });

  it('sees the sessions page by page, as an administrator does', async () => {
    const id = await register(service.client, 'carol');
    const { accessToken } = await signIn(service.client, 'carol');
    await began(id, 150);
    const first = await list(accessToken);
    expect(first.body['sessions']).toHaveLength(100);
    const second = await list(accessToken, `?after=${String(first.body['next'])}`);
    expect(second.body['sessions']).toHaveLength(51);
    expect(second.body).not.toHaveProperty('next');
    const ids = [first, second].flatMap(({ body }) => (body['sessions'] as { id: string }[]).map((one) => one.id));
    expect(new Set(ids).size).toBe(151);
    await query(service.databaseUrl, `UPDATE users SET roles = '{admin}' WHERE id = $1`, [id]);
    const admin = await signIn(service.client, 'carol', { scope: 'users:read' });
    const page = await service.client.get(`/users/${id}/sessions?limit=2`, bearing(admin.accessToken));
    expect(page.body).toEqual({ sessions: [expect.anything(), expect.anything()], next: expect.any(String) });
  });

  it('ends tens of thousands at once', async () => {
    const id = await register(service.client, 'dave');
    const { accessToken } = await signIn(service.client, 'dave');
    await began(id, 20_000);
    const answer = await service.client.send('/me/sessions', { method: 'DELETE', headers: bearing(accessToken) });
    expect([answer.status, answer.body]).toEqual([200, { ended: 20_000 }]);
    expect((await list(accessToken)).body['sessions']).toHaveLength(1);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1.0', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['after=x', '/after'],
    ['after=', '/after'],
    ['after=1_7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90&after=x', '/after'],
    ['after=99999999999999999_7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90', '/after'],
    ['after=%00', '/after'],
    ['before=x', '/before'],
    ['__proto__=x', '/__proto__'],
    ['a%2Fb=x', '/a~1b'],
  ])('gets a 422 for an invalid page: %s', async (parameters, pointer) => {
    const { accessToken } = await newcomer(service.client, `asks${Math.random()}`.replace('.', ''));
    const { status, body } = await list(accessToken, `?${parameters}`);
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('gets an empty page after the last session', async () => {
    const { accessToken } = await newcomer(service.client, 'erin');
    for (const place of ['0', '9999999999999999']) {
      const { status } = await list(accessToken, `?after=${place}_7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90`);
      expect(status).toBe(200);
    }
  });
});
