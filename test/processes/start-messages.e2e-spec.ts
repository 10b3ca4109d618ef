import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../src/database/migrate.js';
import { whenReachable } from '../../src/database/when-reachable.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { launch, run, sharedBy, temporaryFolder } from '../support/process.js';
import { users } from '../cli/users.command.js';
import { query } from './query.js';

const ROOT = join(import.meta.dirname, '../..');

/** @returns the output of a start that must fail */
async function failedStart(env: Record<string, string>): Promise<{ printed: string; stderr: string }> {
  const service = await launch({ env });
  expect(await service.exited).toEqual({ code: 1, signal: null });
  return { printed: service.stdout() + service.stderr(), stderr: service.stderr() };
}

describe('a connection URL with special characters in its password', () => {
  const PARTS = ['canary1', 'canary2'];

  it.each(['/', '%', '?', '#', ' ', '@/', '12/'])(
    'gets a message that says what to do and contains no part of the password: %p',
    async (special) => {
      const password = PARTS.join(special);
      const { printed } = await failedStart({
        ...sharedBy(`postgres://portcullis:${password}@127.0.0.1:1/portcullis`),
        REDIS_URL: `redis://:${password}@127.0.0.1:1/0`,
      });
      expect(printed).toMatch(/^ {2}DATABASE_URL must .* percent-encoded .*\n {2}REDIS_URL must .* percent-encoded /m);
      expect(printed).not.toMatch(/canary/);
    },
  );

  it('is accepted if the characters are percent-encoded', async () => {
    const database = await createTestDatabase();
    const role = `role_${randomBytes(4).toString('hex')}`;
    const password = 'a/b%c?d#e@f:g h';
    await query(database.url, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    await query(database.url, `GRANT CREATE ON SCHEMA public TO ${role}`);
    const url = new URL(database.url);
    Object.assign(url, { username: role, password: encodeURIComponent(password) });
    expect(await users(['list'], { DATABASE_URL: url.href })).toMatchObject({ code: 0, stderr: '' });
    await database.drop();
  });
});

describe('a database that rejects the connection', () => {
  const role = `role_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await query(database.url, `CREATE ROLE ${role} LOGIN PASSWORD 'right' CONNECTION LIMIT 0`);
  });
  afterAll(async () => {
    await query(database.url, `DROP ROLE ${role}`);
    await database.drop();
  });

  function changed(change: Partial<Pick<URL, 'username' | 'password' | 'pathname' | 'search'>>): string {
    return Object.assign(new URL(database.url), change).href;
  }

  /** Connects as a start does, but without the wait for the database. */
  async function messageFor(url: string): Promise<string> {
    const sentence = await whenReachable(url, () => migrate(url), 0).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(sentence).toMatch(/^The database at [^\n]+\.$/);
    expect(sentence).not.toContain('canary');
    return sentence;
  }

  it('gets a message about the wrong password', async () => {
    const { stderr } = await failedStart(sharedBy(changed({ password: 'canary' })));
    expect(stderr).toMatch(
      /^The database at [^\n]+ can't be used \(password authentication failed [^\n]+\): correct user and password in DATABASE_URL/,
    );
  });

  it('gets a message about a role or a database that does not exist, or about a missing privilege', async () => {
    expect(await messageFor(changed({ username: 'no_such_role', password: 'canary' }))).toContain(
      'correct user and password in DATABASE_URL',
    );
    expect(await messageFor(changed({ pathname: '/no_such_database' }))).toContain(
      'make this database (CREATE DATABASE',
    );
    expect(await messageFor(changed({ username: role, password: 'right' }))).toContain('end other connections');
    await query(database.url, `ALTER ROLE ${role} CONNECTION LIMIT -1`);
    expect(await messageFor(changed({ username: role, password: 'right' }))).toMatch(
      /\(permission denied for schema public\): give the user of DATABASE_URL this right/,
    );
  });

  it('gets a message about unsupported TLS, and about a missing certificate file', async () => {
    expect(await messageFor(changed({ search: '?sslmode=verify-full' }))).toContain('take sslmode out of DATABASE_URL');
    expect(await messageFor(changed({ search: '?sslrootcert=/nowhere/ca.pem' }))).toContain('correct sslrootcert');
  });
});

describe('a port that is taken', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  it.each(['PORT', 'METRICS_PORT'])('stops npm start before it compiles or starts anything: %s', async (name) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.env'), `${name}=${port}\n`);
    const started = await run('sh', [
      '-c',
      'cd "$0" && exec "$@"',
      folder,
      process.execPath,
      join(ROOT, 'scripts/start.mjs'),
    ]);
    expect((await started.exited).code).toBe(1);
    expect(started.stdout()).toBe('');
    expect(started.stderr()).toBe(
      `127.0.0.1:${port} is in use: stop what listens there, or set ${name} to another port.\n`,
    );
  });
});

describe('PostgreSQL variables of the shell', () => {
  it('do not affect the embedded PostgreSQL', async () => {
    const folder = await temporaryFolder();
    const env = {
      DATA_DIR: join(folder, 'data'),
      PGHOST: '192.0.2.1',
      PGPORT: '1',
      PGUSER: 'nobody',
      PGPASSWORD: 'canary',
      PGDATABASE: 'nowhere',
      PGSSLMODE: 'verify-full',
      PGOPTIONS: '-c search_path=nowhere -c no.such=setting',
      PGSERVICE: 'nowhere',
      PGPASSFILE: '/nowhere',
      PGDATA: '/nowhere',
      PGDATESTYLE: 'German',
      PGTZ: 'nowhere',
      PGCLIENTENCODING: 'LATIN1',
      PGAPPNAME: 'nobody',
    };
    expect(await users(['list'], env)).toMatchObject({ code: 0, stderr: '' });
  });
});
