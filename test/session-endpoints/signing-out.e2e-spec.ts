import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokenService } from '@portcullis/auth/spi';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { bearing, expectAlive, expectEnded, newcomer, Recorder, refresh, signIn, tokensIn } from './support.js';

describe.each(ADAPTERS)('POST /logout, on %s', (adapter) => {
  let service: TestService;
  const recorder = new Recorder();

  beforeAll(async () => {
    service = await startService({ adapter, override: recorder.override });
  });
  afterAll(() => service.stop());

  const logout = (accessToken: string) =>
    service.client.send('/logout', { method: 'POST', headers: bearing(accessToken) });

  it('ends the session of its access token, and no other', async () => {
    const { client } = service;
    const elsewhere = await newcomer(client, 'alice');
    const here = await signIn(client, 'alice');
    const answer = await logout(here.accessToken);
    expect([answer.status, answer.text]).toEqual([204, '']);
    await expectEnded(client, here);
    await expectAlive(client, elsewhere);
    expect((await logout(here.accessToken)).status).toBe(401);
  });

  it('ends a session that was refreshed in between, by an old access token too', async () => {
    const first = await newcomer(service.client, 'renewed');
    const second = tokensIn(await refresh(service.client, first.refreshToken));
    expect((await logout(first.accessToken)).status).toBe(204);
    await expectEnded(service.client, second);
  });

  it('responds no_session to a token without a session', async () => {
    const { app, client } = service;
    await client.newcomer('sessionless');
    const [{ id }] = (await client
      .me((await signIn(client, 'sessionless')).accessToken)
      .then(({ body }) => [body])) as [{ id: number }];
    const { accessToken } = app.get(AccessTokenService).issue({ subject: String(id), scope: [] });
    const answer = await logout(accessToken);
    expect([answer.status, answer.body['code']]).toEqual([400, 'no_session']);
  });

  it('publishes an event with actor and session', async () => {
    const { accessToken } = await newcomer(service.client, 'told');
    const before = recorder.events.length;
    await logout(accessToken);
    const [event, ...others] = recorder.events.slice(before);
    expect(others).toEqual([]);
    const sessionId = expect.stringMatching(/^[\da-f-]{36}$/);
    const { subject } = event!;
    expect(event).toEqual({
      type: 'signed_out',
      at: expect.any(Number),
      sessionId,
      subject: { id: expect.stringMatching(/^\d+$/) },
      actor: { kind: 'user', ...subject, sessionId },
      origin: expect.objectContaining({ address: '127.0.0.1', userAgent: 'node' }),
    });
  });
});
