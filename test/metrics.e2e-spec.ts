import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseHealth } from '../src/health/database.health.js';
import { MetricsServer } from '../src/metrics/metrics.server.js';
import { Client } from './support/client.js';
import { startService, type TestService } from './support/service.js';

const PASSWORD = 'canary-51c7 passphrase';

describe('metrics', () => {
  let service: TestService;
  let prometheus: Client;
  const tokens: string[] = [];
  /** The samples after {@link use} and no other request. */
  let metrics: ReadonlyMap<string, number>;

  beforeAll(async () => {
    service = await startService({
      runtime: { metricsPort: 0, metricsHost: '127.0.0.1' },
      override: (builder) => builder.overrideProvider(DatabaseHealth).useValue({ isReachable: async () => false }),
    });
    prometheus = new Client(`http://127.0.0.1:${service.app.get(MetricsServer, { strict: false }).port}`);
    await use(service.client);
    metrics = await samples();
  });
  afterAll(() => service.stop());

  it('are served on a separate port, and not on the port of the service', async () => {
    const answer = await prometheus.get('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await service.client.get('/metrics')).status).toBe(404);
    expect((await prometheus.get('/me')).status).toBe(404);
    expect((await prometheus.send('/metrics', { method: 'POST' })).status).toBe(404);
  });

  it('count requests by the pattern of their route, and refusals by their code', () => {
    expect(metrics.get(request('POST', '/token', 200))).toBe(2);
    expect(metrics.get(request('POST', '/token', 401))).toBe(1);
    expect(metrics.get(request('POST', '/token', 400))).toBe(1);
    expect(metrics.get(request('GET', '/me', 200))).toBe(1);
    expect(metrics.get(request('DELETE', '/me/sessions/:session_id', 404))).toBe(1);
    expect(metrics.get(request('GET', '/health/ready', 503))).toBe(1);
    expect(metrics.get('portcullis_refusals_total{code="invalid_token"}')).toBe(1);
    // Codes of RFC 6749: a wrong password, and a spent refresh token.
    expect(metrics.get('portcullis_refusals_total{code="invalid_grant"}')).toBe(2);
    expect(metrics.get('portcullis_refusals_total{code="service_unavailable"}')).toBe(1);
  });

  it('count hashes, places in the queue, and connections', () => {
    // One registration, and two sign-ins of which one failed.
    expect(metrics.get('portcullis_password_hash_wait_seconds_count{outcome="hashed"}')).toBe(3);
    expect(metrics.get('portcullis_password_hash_duration_seconds_count')).toBe(3);
    expect(metrics.get('portcullis_password_hashes{state="running"}')).toBe(0);
    expect(metrics.get('portcullis_password_hashes{state="waiting"}')).toBe(0);
    expect(metrics.get('portcullis_database_connections{state="idle"}')).toBeGreaterThan(0);
    expect(metrics.get('portcullis_database_connections{state="busy"}')).toBe(0);
    expect(metrics.get('portcullis_database_waiting')).toBe(0);
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('count events of sessions', () => {
    const counts = [...metrics].filter(([name]) => name.startsWith('portcullis_events_total'));
    expect(Object.fromEntries(counts.map(([name, count]) => [/"(\w+)"/.exec(name)?.[1], count]))).toEqual({
      signed_in: 1,
      sign_in_failed: 1,
      access_denied: 0,
      user_registered: 1,
      user_activated: 0,
      user_deactivated: 0,
      user_deleted: 0,
      deletion_scheduled: 0,
      deletion_cancelled: 0,
      password_changed: 0,
      email_changed: 0,
      email_verified: 0,
      username_changed: 0,
      roles_changed: 0,
      access_revoked: 0,
      session_started: 1,
      session_refreshed: 1,
      refresh_token_reused: 0,
      signed_out: 1,
      session_revoked: 0,
      signing_key_published: 0,
      password_reset_requested: 0,
      email_verification_requested: 0,
      user_invited: 0,
      invitation_removed: 0,
      invitation_accepted: 0,
      email_change_requested: 0,
      email_change_undone: 0,
      mail_given_up: 0,
    });
  });

  it('count look-ups by kind', () => {
    for (const what of ['users', 'sessions']) {
      const batches = metrics.get(`portcullis_lookup_batch_size_count{of="${what}"}`);
      expect(batches).toBeGreaterThan(0);
      expect(metrics.get(`portcullis_lookup_batch_size_sum{of="${what}"}`)).toBe(batches);
      expect(metrics.get(`portcullis_lookup_duration_seconds_count{of="${what}",outcome="answered"}`)).toBe(batches);
    }
  });

  it('have a fixed number of series, whatever clients request', async () => {
    await useAtRandom(service.client);
    const before = new Set((await samples()).keys());
    for (let round = 0; round < 20; round++) {
      await useAtRandom(service.client);
    }
    expect(new Set((await samples()).keys())).toEqual(before);
  });

  it('contain no user name and no secret', async () => {
    const { text } = await prometheus.get('/metrics');
    expect(text).not.toMatch(/alice|canary|127\.0\.0\.1|eyJ|\$2b/i);
    for (const token of tokens) {
      expect(text).not.toContain(token);
    }
  });

  async function use(client: Client): Promise<void> {
    await client.register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
    await client.signIn('alice', `${PASSWORD}, a wrong one`);
    const signedIn = (await client.signIn('alice', PASSWORD)).body;
    const refresh = { grant_type: 'refresh_token', refresh_token: signedIn['refresh_token'] as string };
    const refreshed = (await client.postForm('/token', refresh)).body;
    const token = refreshed['access_token'] as string;
    tokens.push(token, refresh.refresh_token, refreshed['refresh_token'] as string);
    const Authorization = `Bearer ${token}`;
    await client.me(token);
    await client.me(`${token}x`);
    await client.send(`/me/sessions/${crypto.randomUUID()}`, { method: 'DELETE', headers: { Authorization } });
    await client.send('/logout', { method: 'POST', headers: { Authorization } });
    await client.postForm('/token', refresh);
    await client.get('/health/ready');
  }

  async function samples(): Promise<Map<string, number>> {
    const { text } = await prometheus.get('/metrics');
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    // Node's own metrics change with its open handles.
    const ours = lines.filter((line) => /^(?:http|portcullis|process_resident)_/.test(line));
    return new Map(
      ours.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }
});

describe('without METRICS_PORT', () => {
  it('metrics are not served', async () => {
    const service = await startService();
    try {
      expect((await service.client.get('/metrics')).status).toBe(404);
      expect(() => service.app.get(MetricsServer, { strict: false })).toThrow();
    } finally {
      await service.stop();
    }
  });
});

function request(method: string, route: string, status: number): string {
  return `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`;
}

async function useAtRandom(client: Client): Promise<void> {
  const word = randomBytes(8).toString('hex');
  await client.get(`/${word}/${word}?${word}=${word}`);
  await client.get(`/users/${word}/sessions`);
  await client.me(word);
  await client.signIn(word, word);
  await client.postForm('/token', { grant_type: word, scope: word });
  await client.postJson('/register', { [word]: word });
  await client.send(`/${word}`, {
    method: 'PATCH',
    headers: { 'X-Request-Id': word, Origin: `https://${word}.example` },
  });
}
