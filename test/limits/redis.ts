import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createClient } from '@redis/client';
import { eventually, run, type StartedProcess, temporaryFolder } from '../support/process.js';

const READY_WITHIN_MS = 30_000;

export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

if (!hasRedis) {
  const reason = 'No redis-server found';
  if (process.env['CI']) {
    throw new Error(`${reason}: install redis-server`);
  }
  process.stderr.write(`The tests of limits in Redis are skipped: ${reason}.\n`);
}

/** A Redis for one test, which stores each write on disk before it responds. */
export interface TestRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** Starts a Redis, which ends with the suite. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  let server: StartedProcess;
  const start = async (): Promise<void> => {
    server = await run('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...durable]);
    await eventually(() => isReady(url), READY_WITHIN_MS);
  };
  await start();
  return {
    url,
    start,
    kill: async () => {
      server.signal('SIGKILL');
      await server.exited;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    if (client.isOpen) {
      client.destroy();
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
