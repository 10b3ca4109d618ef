import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ModuleOptions, type ResourceServer, startResourceServer } from './host.js';
import { Issuer, newKey } from './issuer.js';

const HOUR = 3600;

let issuer: Issuer;
let server: ResourceServer;

beforeEach(async () => {
  issuer = await new Issuer().start();
});
afterEach(async () => {
  await server.app.close();
  await issuer.stop();
});

async function start(options?: ModuleOptions): Promise<void> {
  server = await startResourceServer(issuer, options);
}

const keysAsked = () => issuer.asked.filter((path) => path === '/keys').length;

describe('a token with a key that nobody knows', () => {
  it('makes one request, however many there are and however many come', async () => {
    await start();
    expect(await server.status(issuer.token())).toBe(200);
    server.clock.advance(10);
    const stampede = Array.from({ length: 100 }, () => issuer.token({}, newKey('ed25519')));
    const statuses = await Promise.all(stampede.map((token) => server.status(token)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(keysAsked()).toBe(2);
  });

  it('makes none so soon after the last one', async () => {
    await start({ refreshCooldown: 600 });
    expect(await server.status(issuer.token())).toBe(200);
    server.clock.advance(540);
    expect(await server.status(issuer.token({}, newKey('ed25519')))).toBe(401);
    expect(keysAsked()).toBe(1);
    server.clock.advance(60);
    expect(await server.status(issuer.token({}, newKey('ed25519')))).toBe(401);
    expect(keysAsked()).toBe(2);
  });

  it('makes one at the start of a stampede of good ones', async () => {
    await start();
    const statuses = await Promise.all(Array.from({ length: 100 }, () => server.status(issuer.token())));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(keysAsked()).toBe(1);
  });
});

describe('while the issuer is out of reach', () => {
  it('its last good keys are gone by for a day, and then nobody is told 401', async () => {
    await start();
    const token = issuer.token();
    expect(await server.status(token)).toBe(200);
    await issuer.stop();
    server.clock.advance(24 * HOUR - 60);
    expect(await server.status(token)).toBe(200);
    expect(await server.status(issuer.token({}, newKey('ec')))).toBe(503);
    expect(await server.status(token)).toBe(200);
    server.clock.advance(120);
    const refused = await server.get('/reports/mine', token);
    expect({ status: refused.status, code: refused.body['code'] }).toEqual({
      status: 503,
      code: 'service_unavailable',
    });
    expect(refused.headers.get('www-authenticate')).toBeNull();
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    await issuer.start();
    server.clock.advance(10);
    expect(await server.status(token)).toBe(200);
  });

  it('they are gone by for as long as the host says', async () => {
    await start({ keysOutliveIssuer: HOUR });
    const token = issuer.token();
    expect(await server.status(token)).toBe(200);
    await issuer.stop();
    server.clock.advance(HOUR - 60);
    expect(await server.status(token)).toBe(200);
    server.clock.advance(120);
    expect(await server.status(token)).toBe(503);
    await issuer.start();
  });

  it('and always was, strangers are told 401, and tokens 503', async () => {
    await issuer.stop();
    await start();
    expect(await server.status(issuer.token())).toBe(503);
    expect((await server.client.get('/reports/mine')).status).toBe(401);
    expect(await server.status('no.token.really')).toBe(401);
    expect((await server.client.get('/reports/open')).status).toBe(200);
    await issuer.start();
    server.clock.advance(10);
    expect(await server.status(issuer.token())).toBe(200);
  });
});
