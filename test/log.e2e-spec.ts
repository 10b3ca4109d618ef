import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from './support/service.js';

const CANARY = 'canary-0f9d-passphrase';

describe('the log', () => {
  const lines: string[] = [];
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ log: (line) => lines.push(line) });
  });
  afterAll(() => service.stop());

  it('has one JSON line for each request, with its id, and never a secret', async () => {
    const { token } = await service.client.newcomer('alice', CANARY);
    await service.client.me(token);
    await service.client.me(`${token}x`);
    await service.client.signIn('alice', `${CANARY}-wrong`);
    await service.client.get(`/me?access_token=${token}&password=${CANARY}`);
    await service.client.postJson('/register', { username: 'x', email: 'nonsense', password: CANARY, extra: CANARY });
    await service.client.postJson('/register', `{"password": "${CANARY}`);
    await service.client.postForm(`/token?password=${CANARY}`, { username: CANARY, password: CANARY, scope: CANARY });
    await service.client.get(`/${CANARY}?${CANARY}`, { Authorization: `Basic ${btoa(`alice:${CANARY}`)}` });

    const log = lines.join('');
    expect(log).not.toContain(CANARY.slice(0, 11) + '-passphrase-wrong');
    expect(log.replaceAll(`"path":"/${CANARY}"`, '')).not.toContain(CANARY);
    expect(log).not.toContain(token);
    expect(log).not.toContain(token.split('.')[2]);
    expect(log).not.toContain(btoa(`alice:${CANARY}`));

    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request');
    expect(requests.length).toBe(10);
    for (const request of requests) {
      expect(request).toMatchObject({
        requestId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
        method: expect.any(String),
        path: expect.any(String),
        status: expect.any(Number),
      });
    }
  });
});
