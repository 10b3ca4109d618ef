import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startService, type TestService } from '../support/service.js';
import { withClient } from '../users/seed-table.js';

const PASSWORD = 'an unlikely passphrase';
const AT_ONCE = 8;

/** Sets session settings, as a database or a role could have them. */
function withSettings(url: string, settings: Readonly<Record<string, string>>): string {
  const changed = new URL(url);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`);
  changed.searchParams.set('options', options.join(' '));
  return changed.href;
}

function tally(answers: readonly Answer[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

function expectUnavailable(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
}

function expectClearFailure(answer: Answer): void {
  expect(answer.status).toBe(500);
  expect(answer.text).not.toMatch(/sessions|users|relation|sequence|SELECT|nextval/);
}

describe.each(ADAPTERS)('a failing database, on %s', (adapter) => {
  let database: TestDatabase;
  let service: TestService;
  let session: { readonly access: string; readonly refresh: string };

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await start({ default_transaction_isolation: 'serializable' });
    await register('alice');
    session = await signIn();
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const start = (settings: Readonly<Record<string, string>>) =>
    startService({ adapter, runtime: { databaseUrl: withSettings(database.url, settings) } });
  const register = (username: string) =>
    service.client.register({ username, email: `${username}@example.com`, password: PASSWORD });
  const refresh = (token: string, { client } = service) =>
    client.postForm('/token', { grant_type: 'refresh_token', refresh_token: token });

  async function signIn(): Promise<{ readonly access: string; readonly refresh: string }> {
    const { body } = await service.client.signIn('alice', PASSWORD);
    return { access: body['access_token'] as string, refresh: body['refresh_token'] as string };
  }

  it('fails no request of a race even if every transaction is serializable', async () => {
    const race = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(tally(await race(() => register('same')))).toEqual({ 201: 1, 400: AT_ONCE - 1 });
    const { refresh: token } = await signIn();
    const refreshed = await race(() => refresh(token));
    expect(tally(refreshed)).toEqual({ 200: AT_ONCE });
    expect(new Set(refreshed.map(({ body }) => body['refresh_token'])).size).toBe(1);
    expect(tally(await race(() => service.client.signIn('nobody', 'wrong')))).toEqual({ 401: AT_ONCE });
  });

  it.each(['users', 'sessions'])('causes 503 while %s is locked for longer than lock_timeout', async (table) => {
    const impatient = await start({ lock_timeout: '50ms' });
    await withClient(database.url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      expectUnavailable(await impatient.client.me(session.access));
      expectUnavailable(await refresh(session.refresh, impatient));
      expectUnavailable(await impatient.client.signIn('alice', PASSWORD));
      await holder.query('ROLLBACK');
      expect((await impatient.client.me(session.access)).status).toBe(200);
    });
    await impatient.stop();
  });

  it('causes 503 for writes, and serves reads, while it is read-only', async () => {
    const other = await start({ default_transaction_read_only: 'on' });
    expect((await other.client.me(session.access)).status).toBe(200);
    expectUnavailable(await refresh(session.refresh, other));
    expectUnavailable(await other.client.signIn('alice', PASSWORD));
    const eve = { username: 'eve', email: 'eve@example.com', password: PASSWORD };
    expectUnavailable(await other.client.register(eve));
    await other.stop();
  });

  it('causes a 500 without details, never a 401, if a table is missing', async () => {
    await withClient(database.url, async (client) => {
      await client.query('ALTER TABLE sessions RENAME TO moved');
      expectClearFailure(await service.client.me(session.access));
      expectClearFailure(await service.client.signIn('alice', PASSWORD));
      await client.query('ALTER TABLE moved RENAME TO sessions');
      expect((await service.client.me(session.access)).status).toBe(200);
    });
  });

  it('causes a 500 without details once the ids have run out', async () => {
    await withClient(database.url, async (client) => {
      const [row] = (await client.query<{ last_value: string }>('SELECT last_value FROM users_id_seq')).rows;
      await client.query(`SELECT setval('users_id_seq', 2147483647)`);
      expectClearFailure(await register('late'));
      await client.query(`SELECT setval('users_id_seq', $1)`, [row!.last_value]);
      expect((await register('late')).status).toBe(201);
    });
  });
});
