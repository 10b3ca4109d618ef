import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { shareWithOwner } from './data-folder.js';
import type { DataFolder } from './data-folder.js';
import { poll } from './poll.js';
import { livingServer } from './postmaster-file.js';
import type { Server } from './postmaster-file.js';
import { isAlive } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { environment, run } from './run.js';
import type { Command } from './run.js';
import type { Settings, StartOptions } from './start-options.js';

const ATTEMPTS = 20;
/** Long, for recovery after a crash may replay much. */
const READY_WITHIN_MS = 60_000;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;

/** @throws Error with the end of the server's log when it does not come up */
export async function startServer(
  folder: DataFolder,
  binaries: Binaries,
  account: Account,
  { settings = {}, onWaiting }: StartOptions,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const logged = await spawnServer(
      folder,
      account.command(binaries.postgres, await serverArguments(folder, settings)),
      onWaiting,
    );
    if (typeof logged !== 'string') {
      return logged;
    }
    if (attempt === ATTEMPTS || !isPassing(logged)) {
      throw new Error(`The embedded PostgreSQL did not start (all in ${folder.log}): ${logged.slice(-2_000)}`);
    }
    await pause(50);
  }
}

/** Waits until it is down. Connections are cut off; what was committed is safe. */
export async function stopServer(folder: DataFolder, binaries: Binaries, server: ProcessIdentity): Promise<void> {
  if (!(await isAlive(server))) {
    return;
  }
  // Signals to other processes do not exist on Windows, and Node would just kill the server.
  if (process.platform === 'win32') {
    await run({ file: binaries.pgCtl, args: ['kill', 'INT', String(server.pid)] }, folder.root);
  } else {
    process.kill(server.pid, 'SIGINT');
  }
  if (await isDownWithin(server, FAST_STOP_MS)) {
    return;
  }
  // "Immediate": recovered from the write-ahead log at the next start.
  if (process.platform !== 'win32') {
    process.kill(server.pid, 'SIGQUIT');
  }
  if (!(await isDownWithin(server, IMMEDIATE_STOP_MS))) {
    throw new Error(`The embedded PostgreSQL (process ${server.pid}) does not stop; see ${folder.log}.`);
  }
}

async function isDownWithin(server: ProcessIdentity, ms: number): Promise<boolean> {
  return (await poll(async () => !(await isAlive(server)) || undefined, ms)) ?? false;
}

async function serverArguments(folder: DataFolder, settings: Settings): Promise<string[]> {
  // The last one wins, so nobody's settings open the server to the network.
  const all = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(await freePort()),
    unix_socket_directories: '',
  };
  return ['-D', folder.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The server once it is ready, or what it logged when it ended instead. */
async function spawnServer(folder: DataFolder, command: Command, onWaiting?: () => void): Promise<Server | string> {
  const log = await open(folder.log, 'a', 0o600);
  try {
    await shareWithOwner(folder.root, folder.log);
    const before = (await log.stat()).size;
    const child = spawnDetached(folder, command, log.fd);
    onWaiting?.();
    const outcome = await whenReadyOrEnded(folder, child);
    if (typeof outcome === 'object') {
      return outcome;
    }
    return `${outcome}; ${(await readFile(folder.log)).subarray(before).toString()}`;
  } finally {
    await log.close();
  }
}

/** In a session of its own, which Ctrl-C in the terminal does not reach: so requests can be drained first. */
function spawnDetached(folder: DataFolder, command: Command, log: number): ChildProcess {
  const child = spawn(command.file, command.args, {
    cwd: folder.root,
    env: environment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    ...command.user,
  });
  child.unref();
  return child;
}

async function whenReadyOrEnded(folder: DataFolder, child: ChildProcess): Promise<Server | string> {
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `ended with ${signal ?? code}`));
  const outcome = await poll(async () => {
    const server = await livingServer(folder.cluster);
    return server?.ready && server.process.pid === child.pid ? server : ended;
  }, READY_WITHIN_MS);
  if (outcome === undefined) {
    child.kill('SIGQUIT');
  }
  return outcome ?? 'not ready in time';
}

/** Another process took the port between our look and the bind; or the children of a killed server are just leaving. */
function isPassing(logged: string): boolean {
  return /could not bind|pre-existing shared memory block/.test(logged);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}
