import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import type { EmbeddedPostgres } from '../src/database/embedded-postgres.js';

jest.setTimeout(60_000);

const BUILT = join(import.meta.dirname, '../dist/src/database');
const settings = { fsync: 'off' };

describe('embedded PostgreSQL', () => {
  let emptyCluster: string;
  let dataDir: string;
  let started: EmbeddedPostgres[];
  let children: ChildProcess[];

  beforeAll(async () => {
    emptyCluster = await mkdtemp(join(tmpdir(), 'portcullis-pg-'));
    await (await startEmbeddedPostgres({ dataDir: emptyCluster, settings })).stop();
  });
  afterAll(() => rm(emptyCluster, { recursive: true, force: true }));

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'portcullis-pg-'));
    started = [];
    children = [];
  });

  afterEach(async () => {
    await Promise.all(children.map(kill));
    await Promise.all(started.map((database) => database.stop()));
    // What a killed process left: take it over, and stop it.
    if (existsSync(join(dataDir, 'postgres/postmaster.pid'))) {
      await (await startEmbeddedPostgres({ dataDir })).stop();
    }
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
  });

  /** As an earlier start has left it, which takes a fraction of the time. */
  async function givenCluster(): Promise<void> {
    await promisify(execFile)('cp', ['-a', `${emptyCluster}/.`, dataDir]);
  }

  async function start(more: Record<string, string> = {}): Promise<EmbeddedPostgres> {
    const database = await startEmbeddedPostgres({ dataDir, settings: { ...settings, ...more } });
    started.push(database);
    return database;
  }

  /** The built module in a process of its own, which leads a process group as a shell's job does. */
  function spawnOwner(): ChildProcess {
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(pathToFileURL(join(BUILT, 'embedded-postgres.js')).href)};
      const database = await startEmbeddedPostgres(${JSON.stringify({ dataDir, settings })});
      console.log(database.url);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { detached: true });
    children.push(child);
    return child;
  }

  async function postmaster(): Promise<number> {
    return parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10);
  }

  describe('the first start', () => {
    it('makes a UTF-8 database behind a password that only its owner can read', async () => {
      const { url, dataFolder } = await start();
      const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
      expect(url).toMatch(new RegExp(`^postgres://portcullis:${password}@127\\.0\\.0\\.1:\\d+/portcullis$`));
      expect(Buffer.from(password, 'base64url')).toHaveLength(32);
      expect(dataFolder).toBe(join(dataDir, 'postgres'));
      expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
      expect(await ask(url, 'SHOW server_encoding')).toBe('UTF8');
      expect(await ask(url, `SELECT datlocale FROM pg_database WHERE datname = 'portcullis'`)).toBe('C.UTF-8');
      await expect(ask(url.replace(password, 'wrong'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    });

    it('listens on the loopback address alone, whatever the settings say', async () => {
      await givenCluster();
      const { url } = await start({ listen_addresses: '*', unix_socket_directories: '/tmp' });
      expect(await ask(url, 'SHOW listen_addresses')).toBe('127.0.0.1');
      expect(await ask(url, 'SHOW unix_socket_directories')).toBe('');
      const addresses = Object.values(networkInterfaces()).flatMap((several) => several ?? []);
      for (const { address } of addresses.filter(({ family, internal }) => family === 'IPv4' && !internal)) {
        await expect(ask(url.replace('127.0.0.1', address), 'SELECT 1')).rejects.toMatchObject({
          code: 'ECONNREFUSED',
        });
      }
    });

    it('starts over after one that was killed half way', async () => {
      const draft = whenAppears(dataDir, 'postgres.draft-');
      const child = spawnOwner();
      await Promise.race([draft, urlFrom(child)]);
      await kill(child);
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
      expect(await ask((await start()).url, 'SELECT 1')).toBe(1);
    });

    it('leaves one server when two processes start at once', async () => {
      const [one, other] = await Promise.all([urlFrom(spawnOwner()), urlFrom(spawnOwner())]);
      expect(one).toBe(other);
      expect(await ask(one, 'SELECT 1')).toBe(1);
    });
  });

  describe('a later start', () => {
    it('finds the data and the password again', async () => {
      const first = await start();
      await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      await first.stop();
      await first.stop();
      await expect(ask(first.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect(await readdir(dataDir)).toEqual(['postgres', 'postgres.log', 'postgres.password']);
      const second = await start();
      expect(new URL(second.url).password).toBe(new URL(first.url).password);
      expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
    });

    it('takes over the server of a killed process, and stops it', async () => {
      await givenCluster();
      const owner = spawnOwner();
      const url = await urlFrom(owner);
      await ask(url, 'CREATE TABLE kept AS SELECT 7 AS n');
      const pid = await postmaster();
      await kill(owner);
      const heir = await start();
      expect(heir.url).toBe(url);
      expect(await postmaster()).toBe(pid);
      expect(await ask(url, 'SELECT n FROM kept')).toBe(7);
      await heir.stop();
      await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('keeps what was committed when PostgreSQL itself was killed', async () => {
      await givenCluster();
      const first = await startEmbeddedPostgres({ dataDir });
      started.push(first);
      await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      process.kill(await postmaster(), 'SIGKILL');
      const second = await start();
      expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
      // The first one's server is gone; the second one's is not the first one's to stop.
      await first.stop();
      expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
    });

    it.each(['a dead process', 'a living process that is no PostgreSQL'])('is not misled by %s', async (whose) => {
      await givenCluster();
      const first = await start();
      const file = join(dataDir, 'postgres/postmaster.pid');
      const lines = (await readFile(file, 'utf8')).split('\n');
      const { uid, gid } = await stat(join(dataDir, 'postgres'));
      await first.stop();
      const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { uid, gid, cwd: '/' });
      children.push(stranger);
      await once(stranger, 'spawn');
      if (whose === 'a dead process') {
        await kill(stranger);
      }
      await writeFile(file, [stranger.pid, ...lines.slice(1)].join('\n'), { mode: 0o600 });
      await chown(file, uid, gid);
      const next = await start();
      expect(next.url.split('@')[0]).toBe(first.url.split('@')[0]);
      expect(await ask(next.url, 'SELECT 1')).toBe(1);
      if (whose !== 'a dead process') {
        expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
      }
    });
  });

  describe('a guest', () => {
    it('leaves the server of another process running', async () => {
      await givenCluster();
      const url = await urlFrom(spawnOwner());
      const guest = await start();
      expect(guest.url).toBe(url);
      await guest.stop();
      expect(await ask(url, 'SELECT 1')).toBe(1);
    });

    it('may live in the process of the owner', async () => {
      await givenCluster();
      const owner = await start();
      const guest = await start();
      await guest.stop();
      expect(await ask(owner.url, 'SELECT 1')).toBe(1);
      await owner.stop();
      await expect(ask(owner.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  });

  it('does not get the Ctrl-C of the terminal', async () => {
    await givenCluster();
    const owner = spawnOwner();
    const url = await urlFrom(owner);
    process.kill(-(owner.pid ?? NaN), 'SIGINT');
    await once(owner, 'exit');
    expect(await ask(url, 'SELECT 1')).toBe(1);
  });

  it('refuses the data of another major version, and leaves it alone', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '9.6\n');
    await expect(start()).rejects.toThrow(`${join(dataDir, 'postgres')} holds the data of PostgreSQL 9.6`);
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it('says what to do in a production install', async () => {
    await cp(BUILT, join(dataDir, 'app'), { recursive: true });
    await mkdir(join(dataDir, 'node_modules'));
    await symlink(join(import.meta.dirname, '../node_modules/pg'), join(dataDir, 'node_modules/pg'));
    await writeFile(join(dataDir, 'package.json'), '{"type":"module"}');
    const script = `
      const { startEmbeddedPostgres } = await import('./app/embedded-postgres.js');
      await startEmbeddedPostgres({ dataDir: 'data' }).catch((error) => console.log(error.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: dataDir });
    children.push(child);
    expect(await firstLine(child)).toBe(
      'No DATABASE_URL is set, and the embedded PostgreSQL is not part of a production install: ' +
        'set DATABASE_URL, or install the dev dependencies.',
    );
  });
});

async function ask(url: string, query: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query<unknown[]>({ text: query, rowMode: 'array' });
    return result.rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  for await (const line of stdout ? createInterface(stdout) : []) {
    return line;
  }
  throw new Error('The process ended without a word.');
}

async function urlFrom(owner: ChildProcess): Promise<string> {
  const line = await firstLine(owner);
  expect(line).toMatch(/^postgres:/);
  return line;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function whenAppears(folder: string, prefix: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      if (!name?.startsWith(prefix)) {
        return;
      }
      watcher.close();
      resolve();
    });
  });
}
