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

  /** Where the PostgreSQL of this data folder listens; its process may not be ours to look at. */
  async function databasePort(): Promise<number> {
    return Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[3]);
  }

  async function databaseUrl(): Promise<string> {
    const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
    return `postgres://portcullis:${password}@127.0.0.1:${await databasePort()}/portcullis`;
  }

  /** Signals, and waits for a clean end that leaves no PostgreSQL behind. */
  async function end(service: StartedService, signal: () => void | Promise<void>): Promise<void> {
    const port = await databasePort();
    expect(await isListening(port)).toBe(true);
    await signal();
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(await isListening(port)).toBe(false);
    expect(service.stderr()).toBe('');
  }

  // One story, for each start takes seconds: what a person does with a checkout in its first days.
  it('comes up, keeps everything over each kind of end, and leaves no PostgreSQL behind', async () => {
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
      // The stop has begun when it is told of; only then does the rest of the request arrive.
      await eventually(() => third.stdout().includes('stopping'), 5_000);
      held.sendRest();
    });
    expect(await held.answer()).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
  }, 60_000);
});

describe('the service that is told to stop before it is up', () => {
  it('leaves no PostgreSQL behind', async () => {
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
  }, 60_000);
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
