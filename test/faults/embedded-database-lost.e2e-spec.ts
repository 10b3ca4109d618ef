import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { eventually, launch, startProcess, type StartedService, temporaryFolder } from '../support/process.js';

const BACK_WITHIN_MS = 5_000;

describe('instances on one data folder', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
  });

  const start = (): Promise<StartedService> => startProcess({ env: { DATA_DIR: dataDir, AUTH_BCRYPT_COST: '4' } });

  const pidFile = () => readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  const postmaster = async () => parseInt(await pidFile(), 10);
  const isGone = async () => (await pidFile()) === '';

  /** Each token belongs to a user who was registered before. */
  async function expectAllAccept(services: readonly StartedService[], tokens: readonly string[]): Promise<void> {
    const deadline = Date.now() + BACK_WITHIN_MS;
    for (const { url } of services) {
      for (const token of tokens) {
        const isKnown = async () => (await new Client(url).me(token)).status === 200;
        await eventually(isKnown, Math.max(deadline - Date.now(), 1_000));
      }
    }
  }

  async function newcomer({ url }: StartedService, name: string): Promise<string> {
    return (await new Client(url).newcomer(name)).token;
  }

  it('go on when the instance that started PostgreSQL stops, and the last one stops it', async () => {
    const first = await start();
    const second = await start();
    const token = await newcomer(first, 'alice');
    const pid = await postmaster();
    first.signal('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect((await new Client(second.url).me(token)).status).toBe(200);
    expect(await postmaster()).toBe(pid);
    const later = await newcomer(second, 'bob');

    // SIGKILL gives the instance no time to inform the others.
    const third = await start();
    second.signal('SIGKILL');
    await second.exited;
    await expectAllAccept([third], [token, later]);
    third.signal('SIGTERM');
    expect(await third.exited).toEqual({ code: 0, signal: null });
    expect(await isGone()).toBe(true);
  });

  it('start a killed PostgreSQL again, in one of them, with every registration', async () => {
    const services = [await start(), await start()];
    const tokens: string[] = [];
    for (const round of ['alice', 'bob']) {
      tokens.push(await newcomer(services[tokens.length]!, round));
      const killed = await postmaster();
      process.kill(killed, 'SIGKILL');
      await expectAllAccept(services, tokens);
      expect(await postmaster()).not.toBe(killed);
    }
    const printed = services.map(({ stdout }) => stdout()).join('');
    expect(printed).toContain('The embedded PostgreSQL has ended, and is started again');
    for (const service of services) {
      service.signal('SIGTERM');
      expect(await service.exited).toEqual({ code: 0, signal: null });
      expect(service.stderr()).toBe('');
    }
    expect(await isGone()).toBe(true);
  });

  it('end with a message when the data is gone, and never create a new database', async () => {
    const service = await start();
    const cluster = join(dataDir, 'postgres');
    const pid = await postmaster();
    await rename(cluster, `${cluster}.draft-away`);
    process.kill(pid, 'SIGKILL');
    expect(await service.exited).toEqual({ code: 1, signal: null });
    expect(service.stderr()).toBe(
      `The data of the embedded PostgreSQL is gone: put ${cluster} back, or start again without it.\n`,
    );
    expect(await readdir(dataDir)).not.toContain('postgres');
  });

  it('leave no process running if they are stopped while PostgreSQL is down', async () => {
    const service = await launch({ env: { DATA_DIR: dataDir, AUTH_BCRYPT_COST: '4' } });
    await eventually(() => service.stdout().includes('is up'), 30_000);
    process.kill(await postmaster(), 'SIGKILL');
    service.signal('SIGTERM');
    expect((await service.exited).signal).toBeNull();
    expect(await hasNoServer(dataDir)).toBe(true);
  });
});

/** @returns whether no server runs on the cluster of this folder */
async function hasNoServer(dataDir: string): Promise<boolean> {
  const pid = parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => ''), 10);
  if (!pid) {
    return true;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
