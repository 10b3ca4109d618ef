import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { eventually, sharedBy, temporaryFolder } from '../support/process.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

describe('a log that', () => {
  let database: TestDatabase;
  let started: ChildProcess[] = [];

  afterEach(() => {
    started.forEach((child) => child.kill('SIGKILL'));
    started = [];
  });

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function start(stdout: 'pipe' | number) {
    const port = await freePort();
    const env = {
      ...sharedBy(database.url),
      PATH: process.env['PATH'],
      PORT: String(port),
      NODE_ENV: 'production',
      AUTH_BCRYPT_COST: '10',
    };
    const cwd = await temporaryFolder();
    const child = spawn(process.execPath, [MAIN], { cwd, env, stdio: ['ignore', stdout, 'inherit'] });
    started.push(child);
    const client = new Client(`http://127.0.0.1:${port}`);
    await eventually(async () => (await client.get('/health/ready').catch(() => undefined))?.status === 200, 30_000);
    return { child, client };
  }

  async function expectService({ child, client }: Awaited<ReturnType<typeof start>>): Promise<void> {
    for (let request = 0; request < 5; request++) {
      expect((await client.me('nonsense')).status).toBe(401);
    }
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }

  it('has lost its reader stops neither the service nor its shutdown', async () => {
    const service = await start('pipe');
    service.child.stdout?.destroy();
    await expectService(service);
  });

  (process.platform === 'linux' ? it : it.skip)(
    'finds the disk full stops neither the service nor its shutdown',
    async () => {
      const full = openSync('/dev/full', 'w');
      try {
        await expectService(await start(full));
      } finally {
        closeSync(full);
      }
    },
  );
});
