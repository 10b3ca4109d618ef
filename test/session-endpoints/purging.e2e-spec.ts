import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SessionPurge } from '../../libs/sessions/src/purge/session.purge.js';
import { checkedSessionsOptions, SESSIONS_OPTIONS } from '../../libs/sessions/src/sessions.options.js';
import { eventually } from '../support/process.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';
import { expectAlive, newcomer } from './support.js';

const OVER = 1_800;

describe('purging sessions', () => {
  let one: TestService;
  let other: TestService;

  beforeAll(async () => {
    one = await startService();
    other = await startService({ adapter: 'express', runtime: { databaseUrl: one.databaseUrl } });
  });
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });

  const purge = ({ app }: TestService) => app.get(SessionPurge, { strict: false }).purge();
  const query = <TRow>(sql: string) => one.app.get(DataSource).query<TRow[]>(sql);
  const countExpired = async () => {
    const [row] = await query<{ count: number }>(
      'SELECT count(*)::int AS count FROM sessions WHERE LEAST(ended_at, idle_expires_at) < now()',
    );
    return row!.count;
  };
  const fill = (count: number) =>
    query(`
      INSERT INTO sessions (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash,
        ended_at, end_reason)
      SELECT gen_random_uuid(), '0', '{}', now() - interval '2 days', now() - interval '2 days',
        now() + interval '1 day' * CASE WHEN n % 2 = 0 THEN -1 ELSE 1 END, now() + interval '2 days', '\\x00',
        CASE WHEN n % 2 = 1 THEN now() - interval '1 hour' END, CASE WHEN n % 2 = 1 THEN 'signed_out' END
      FROM generate_series(1, ${count}) AS n`);

  it('deletes only sessions that are over, in batches', async () => {
    const tokens = await newcomer(one.client, 'alice');
    await fill(OVER);
    expect(await purge(one)).toBe(OVER);
    expect(await countExpired()).toBe(0);
    await expectAlive(one.client, tokens);
    expect(await purge(other)).toBe(0);
  });

  it('may run in several instances at once, and each row is deleted by one', async () => {
    await fill(OVER);
    const [here, there] = await Promise.all([purge(one), purge(other)]);
    expect(here + there + (await purge(one))).toBe(OVER);
    expect(await countExpired()).toBe(0);
  });

  it('does not wait for a lock of another connection', async () => {
    await fill(OVER);
    const runner = one.app.get(DataSource).createQueryRunner();
    await runner.query('SELECT pg_advisory_lock(7677433180113)');
    await runner.startTransaction();
    await runner.query(
      'SELECT FROM sessions WHERE LEAST(ended_at, idle_expires_at) < now() ORDER BY id LIMIT 1 FOR UPDATE',
    );
    expect(await purge(other)).toBe(OVER - 1);
    await runner.rollbackTransaction();
    await runner.query('SELECT pg_advisory_unlock(7677433180113)');
    await runner.release();
    expect(await purge(other)).toBe(1);
  });

  it('runs by itself', async () => {
    const options = checkedSessionsOptions({ secret: TEST_SECRET, purgeInterval: 1 });
    const tokens = await newcomer(one.client, 'bob');
    const third = await startService({
      runtime: { databaseUrl: one.databaseUrl },
      override: (builder) => builder.overrideProvider(SESSIONS_OPTIONS).useValue(options),
    });
    await fill(OVER);
    await eventually(async () => (await countExpired()) === 0, 60_000);
    await third.stop();
    await expectAlive(one.client, tokens);
  });
});
