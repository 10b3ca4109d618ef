import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../tools/embedded-postgres/src/index.js';
import { ask, firstLine, kill, urlFrom, whenAppears } from './support.js';

const BUILT = join(import.meta.dirname, '../../dist/tools/embedded-postgres/src');
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
    // Stop the server that a killed process has left.
    if (existsSync(join(dataDir, 'postgres/postmaster.pid'))) {
      await (await startEmbeddedPostgres({ dataDir })).stop();
    }
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
  });

  /** Copies the data of an earlier start, which is faster than a first start. */
  async function givenCluster(): Promise<void> {
    await promisify(execFile)('cp', ['-a', `${emptyCluster}/.`, dataDir]);
  }

  async function start(more: Record<string, string> = {}): Promise<EmbeddedPostgres> {
    const database = await startEmbeddedPostgres({ dataDir, settings: { ...settings, ...more } });
    started.push(database);
    return database;
  }

  /** Runs the built module in a process that leads a process group, like a job of a shell. */
  function spawnOwner(): ChildProcess {
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(pathToFileURL(join(BUILT, 'index.js')).href)};
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
    it('creates a UTF-8 database with a password that only its owner can read', async () => {
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

    it('listens only on the loopback address, with any settings', async () => {
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

    it('succeeds after a start that was killed halfway', async () => {
      const draft = whenAppears(dataDir, 'postgres.draft-');
      const child = spawnOwner();
      await Promise.race([draft, urlFrom(child)]);
      await kill(child);
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
      expect(await ask((await start()).url, 'SELECT 1')).toBe(1);
    });

    it('starts one server if two processes start at once', async () => {
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
      const successor = await start();
      expect(successor.url).toBe(url);
      expect(await postmaster()).toBe(pid);
      expect(await ask(url, 'SELECT n FROM kept')).toBe(7);
      await successor.stop();
      await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('finds committed data after PostgreSQL was killed', async () => {
      await givenCluster();
      const first = await startEmbeddedPostgres({ dataDir });
      started.push(first);
      await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      process.kill(await postmaster(), 'SIGKILL');
      const second = await start();
      expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
      // The server of the first is gone, and stop() must not stop that of the second.
      await first.stop();
      expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
    });

    it.each(['a dead process', 'another running process'])('ignores a postmaster.pid of %s', async (kind) => {
      await givenCluster();
      const first = await start();
      const file = join(dataDir, 'postgres/postmaster.pid');
      const lines = (await readFile(file, 'utf8')).split('\n');
      const { uid, gid } = await stat(join(dataDir, 'postgres'));
      await first.stop();
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { uid, gid, cwd: '/' });
      children.push(other);
      await once(other, 'spawn');
      if (kind === 'a dead process') {
        await kill(other);
      }
      await writeFile(file, [other.pid, ...lines.slice(1)].join('\n'), { mode: 0o600 });
      await chown(file, uid, gid);
      const next = await start();
      expect(next.url.split('@')[0]).toBe(first.url.split('@')[0]);
      expect(await ask(next.url, 'SELECT 1')).toBe(1);
      if (kind !== 'a dead process') {
        expect(other.exitCode ?? other.signalCode).toBeNull();
      }
    });
  });

  describe('a second user of a running server', () => {
    it('does not stop the server of another process', async () => {
      await givenCluster();
      const url = await urlFrom(spawnOwner());
      const second = await start();
      expect(second.url).toBe(url);
      await second.stop();
      expect(await ask(url, 'SELECT 1')).toBe(1);
    });

    it('may be in the process of the owner', async () => {
      await givenCluster();
      const owner = await start();
      const second = await start();
      await second.stop();
      expect(await ask(owner.url, 'SELECT 1')).toBe(1);
      await owner.stop();
      await expect(ask(owner.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  });

  it('keeps running after Ctrl-C in the terminal of its owner', async () => {
    await givenCluster();
    const owner = spawnOwner();
    const url = await urlFrom(owner);
    process.kill(-(owner.pid ?? NaN), 'SIGINT');
    await once(owner, 'exit');
    expect(await ask(url, 'SELECT 1')).toBe(1);
  });

  it('refuses the data of another major version, and does not change it', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '9.6\n');
    await expect(start()).rejects.toThrow(`${join(dataDir, 'postgres')} holds the data of PostgreSQL 9.6`);
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it('says what to do in a production install', async () => {
    await cp(BUILT, join(dataDir, 'app'), { recursive: true });
    await mkdir(join(dataDir, 'node_modules'));
    await symlink(join(import.meta.dirname, '../../node_modules/pg'), join(dataDir, 'node_modules/pg'));
    await writeFile(join(dataDir, 'package.json'), '{"type":"module"}');
    const script = `
      const { startEmbeddedPostgres } = await import('./app/index.js');
      await startEmbeddedPostgres({ dataDir: 'data' }).catch((error) => console.log(error.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: dataDir });
    children.push(child);
    expect(await firstLine(child)).toBe(
      'No DATABASE_URL is set, and the embedded PostgreSQL is not part of a production install: ' +
        'set DATABASE_URL, or install the dev dependencies.',
    );
  });
});
