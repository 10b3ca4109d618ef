import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { query } from '../processes/query.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { launch, sharedBy, startProcess } from '../support/process.js';
import { SEED_TABLE } from '../users/seed-table.js';

/** The advisory lock of earlier versions. */
const ADVISORY_LOCK = '7677433180112';

describe('a lock that the migrations wait for', () => {
  const guest = `guest_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let others: Client[];

  beforeEach(async () => {
    database = await createTestDatabase();
    await query(database.url, `CREATE ROLE ${guest} LOGIN PASSWORD 'guest'`);
    others = [];
  });
  afterEach(async () => {
    await Promise.all(others.map((client) => client.end()));
    await query(database.url, `DROP ROLE ${guest}`);
    await database.drop();
  });

  async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url, application_name: 'forgotten psql' });
    others.push(client);
    await client.connect();
    return client;
  }

  function connectGuest(): Promise<Client> {
    const url = new URL(database.url);
    url.username = guest;
    url.password = 'guest';
    return connect(url.href);
  }

  async function holdUsers(): Promise<Client> {
    const holder = await connect(database.url);
    await query(database.url, SEED_TABLE);
    await holder.query('BEGIN; SELECT * FROM users');
    return holder;
  }

  it('can’t be taken by a role that may only connect', async () => {
    const client = await connectGuest();
    await client.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
    const service = await startProcess({ env: sharedBy(database.url) });
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    for (const mode of ['ACCESS SHARE', 'ROW EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE']) {
      const attempt = client.query(`BEGIN; LOCK TABLE portcullis_migrations IN ${mode} MODE`);
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
      await client.query('ROLLBACK');
    }
  });

  it('stops the start after the configured time, with a message that names the holder', async () => {
    const holder = await holdUsers();
    const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const service = await launch({ env: { ...sharedBy(database.url), DATABASE_MIGRATION_WAIT: '2s' } });
    expect(await service.exited).toEqual({ code: 1, signal: null });
    const { host, pathname, username } = new URL(database.url);
    const name = `process ${rows[0]!.pid} (role ${username}, application forgotten psql, address `;
    expect(service.stdout()).toContain(`The migrations of ${host}${pathname} wait for a lock that is held by ${name}`);
    expect(service.stderr()).toMatch(/^[^\n]+ for 2 seconds a lock was held by [^\n]+ to wait longer\.\n$/);
    expect(service.stderr()).toContain(name);
    expect(service.stderr()).toContain(`SELECT pg_terminate_backend(${rows[0]!.pid})`);
  });

  it('leaves the database unchanged, and the migrations run after its release', async () => {
    const holder = await holdUsers();
    await expect(migrate(database.url, 1)).rejects.toThrow('DATABASE_MIGRATION_WAIT');
    const tables = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
    expect(await query(database.url, tables)).toEqual([{ relname: 'users' }]);
    const migrated = migrate(database.url, 30);
    await holder.query('ROLLBACK');
    expect((await migrated).length).toBeGreaterThan(0);
  });

  it('delays nothing when no migration is pending', async () => {
    await migrate(database.url);
    const holder = await connect(database.url);
    await holder.query('BEGIN; LOCK TABLE portcullis_migrations IN SHARE ROW EXCLUSIVE MODE');
    expect(await migrate(database.url, 1)).toEqual([]);
  });
});
