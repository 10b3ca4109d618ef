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

describe('a token with an unknown key', () => {
  it('causes one request to the issuer, even if a hundred such tokens come at once', async () => {
    await start();
    expect(await server.status(issuer.token())).toBe(200);
    server.clock.advance(10);
    const stampede = Array.from({ length: 100 }, () => issuer.token({}, newKey('ed25519')));
    const statuses = await Promise.all(stampede.map((token) => server.status(token)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(keysAsked()).toBe(2);
  });

  it('causes no request during the cooldown', async () => {
    await start({ refreshCooldown: 600 });
    expect(await server.status(issuer.token())).toBe(200);
    server.clock.advance(540);
    expect(await server.status(issuer.token({}, newKey('ed25519')))).toBe(401);
    expect(keysAsked()).toBe(1);
    server.clock.advance(60);
    expect(await server.status(issuer.token({}, newKey('ed25519')))).toBe(401);
    expect(keysAsked()).toBe(2);
  });

  it('causes one request before a hundred valid tokens are accepted', async () => {
    await start();
    const statuses = await Promise.all(Array.from({ length: 100 }, () => server.status(issuer.token())));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(keysAsked()).toBe(1);
  });
});

describe('while the issuer is unreachable', () => {
  it('its last keys stay in use for a day, and then tokens get 503, not 401', async () => {
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

  it('its last keys stay in use for as long as the host configures', async () => {
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

  it('and its keys were never read, requests without a token get 401, and tokens 503', async () => {
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
