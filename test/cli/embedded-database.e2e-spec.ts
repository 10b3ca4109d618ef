import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { eventually, startProcess, temporaryFolder } from '../support/process.js';
import { startUsers, users } from './users.command.js';

describe('npm run users, with the embedded PostgreSQL', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await temporaryFolder();
  });

  const run = (...args: string[]) => users(args, { DATA_DIR: dataDir });
  const isUp = () => existsSync(join(dataDir, 'postgres/postmaster.pid'));

  it('uses the PostgreSQL of the running service, and does not stop it', async () => {
    const service = await startProcess({ env: { DATA_DIR: dataDir, AUTH_BCRYPT_COST: '4' } });
    const client = new Client(service.url);
    const { token } = await client.newcomer('alice');
    expect(await run('grant', 'alice', 'admin')).toMatchObject({ code: 0, stderr: '' });
    expect((await client.me(token)).body).toMatchObject({ roles: ['admin'] });
    service.signal('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(isUp()).toBe(false);

    const { code, stdout } = await run('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 +alice +alice@example\.com +no +yes +admin$/m);
  });

  it('starts PostgreSQL if no service runs, and stops it afterwards', async () => {
    expect(await run('grant', 'alice', 'admin')).toMatchObject({ code: 3, stdout: '' });
    expect(isUp()).toBe(false);
    expect(await run('list')).toMatchObject({ code: 0, stderr: '' });
    expect(isUp()).toBe(false);
  });

  it('stops PostgreSQL if it is interrupted', async () => {
    const { signalGroup, exited } = await startUsers(['list'], { DATA_DIR: dataDir });
    await eventually(isUp, 30_000);
    signalGroup('SIGINT');
    // The command may have finished before the signal.
    expect([0, 1]).toContain((await exited).code);
    expect(isUp()).toBe(false);
  });
});
