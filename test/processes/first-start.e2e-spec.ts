import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { eventually, launch, startProcess, type StartedService, temporaryFolder } from '../support/process.js';
import { HeldRequest } from '../support/held-request.js';
import { query } from './query.js';

const PASSWORD = 'an unlikely passphrase';

describe('the service without any configuration', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await temporaryFolder();
  });

  const start = (): Promise<StartedService> =>
    startProcess({ script: 'scripts/start.mjs', env: { DATA_DIR: dataDir, AUTH_BCRYPT_COST: '10' } });

  /** Reads the port of the PostgreSQL of this data folder from a file, because its process may belong to another user. */
  async function databasePort(): Promise<number> {
    return Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3]);
  }

  async function databaseUrl(): Promise<string> {
    const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
    return `postgres://portcullis:${password}@127.0.0.1:${await databasePort()}/portcullis`;
  }

  /** Sends the signal, and waits for a clean exit that leaves no PostgreSQL running. */
  async function end(service: StartedService, signal: () => void | Promise<void>): Promise<void> {
    const port = await databasePort();
    expect(await isListening(port)).toBe(true);
    await signal();
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(await isListening(port)).toBe(false);
    expect(service.stderr()).toBe('');
  }

  // One test for several starts, because each start takes seconds.
  it('starts, keeps all data over each kind of stop, and leaves no PostgreSQL running', async () => {
    const first = await start();
    expect(first.stdout()).toContain(`is up    ${first.url}`);
    expect(first.stdout()).toContain(`${first.url}/docs`);
    expect(first.stdout()).toContain(`Data                ${join(dataDir, 'postgres')}`);
    expect((await new Client(first.url).get('/docs')).status).toBe(200);
    // ASVS 6.3.2: no account comes with the software.
    expect(await query(await databaseUrl(), 'SELECT * FROM users')).toEqual([]);
    const { token } = await new Client(first.url).newcomer('alice');
    await end(first, () => first.signal('SIGTERM'));

    const second = await start();
    expect((await new Client(second.url).me(token)).status).toBe(200);
    expect((await new Client(second.url).signIn('alice', PASSWORD)).status).toBe(200);
    for (const secret of ['jwt.secret', 'postgres.password']) {
      expect((await stat(join(dataDir, secret))).mode & 0o777).toBe(0o600);
    }
    await new Client(second.url).newcomer('bob');
    second.signal('SIGKILL');
    expect(await second.exited).toEqual({ code: null, signal: 'SIGKILL' });

    const third = await start();
    for (const username of ['alice', 'bob']) {
      expect((await new Client(third.url).signIn(username, PASSWORD)).status).toBe(200);
    }
    expect((await new Client(third.url).me(token)).status).toBe(200);
    const held = await HeldRequest.open(
      third.url,
      '/token',
      new URLSearchParams({ username: 'bob', password: PASSWORD }),
    );
    await end(third, async () => {
      third.signalGroup('SIGINT');
      // The rest of the request arrives after the log says that the stop has begun.
      await eventually(() => third.stdout().includes('stopping'), 30_000);
      held.sendRest();
    });
    expect(await held.answer()).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
  });
});

describe('a service that is stopped while it starts', () => {
  it('leaves no PostgreSQL running', async () => {
    const dataDir = await temporaryFolder();
    const service = await launch({ env: { DATA_DIR: dataDir } });
    const pidFile = join(dataDir, 'postgres/postmaster.pid');
    const lines = await eventually(async () => {
      const found = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
      return found[7]?.startsWith('ready') && found;
    }, 30_000);
    service.signalGroup('SIGINT');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(await isListening(Number(lines[3]))).toBe(false);
    expect(service.stderr()).toBe('');
  });
});

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}
