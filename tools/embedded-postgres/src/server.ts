import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { environmentOfPostgres } from './environment.js';
import { programFailure } from './folder-failure.js';
import { poll } from './poll.js';
import { livingServer } from './postmaster-file.js';
import type { Server } from './postmaster-file.js';
import { openPrivateLog } from './private-file.js';
import { isAlive } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';
import { run } from './run.js';
import type { Command } from './run.js';
import type { Settings, StartOptions } from './start-options.js';

const ATTEMPTS = 20;
/** Long, because recovery after a crash may take minutes. */
const READY_WITHIN_MS = 60_000;
const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;
const TAIL_BYTES = 4_000;

/** @throws Error with the end of the server's log if it does not start */
export async function startServer(
  folder: DataFolder,
  binaries: Binaries,
  account: Account,
  { settings = {}, onWaiting, port }: StartOptions & { readonly port: number | undefined },
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const logged = await spawnServer(
      folder,
      account.command(binaries.postgres, serverArguments(folder, settings, port ?? (await freePort()))),
      onWaiting,
    );
    if (typeof logged !== 'string') {
      return logged;
    }
    if (attempt === ATTEMPTS || !isPassing(logged)) {
      throw programFailure(folder.root, `The embedded PostgreSQL did not start (all in ${folder.log})`, logged);
    }
    await pause(50);
  }
}

/** Stops the server and waits until it is down. Closes connections; committed data is safe. */
export async function stopServer(folder: DataFolder, binaries: Binaries, server: ProcessIdentity): Promise<void> {
  if (!(await isAlive(server))) {
    return;
  }
  // Windows has no such signals; Node would kill the server.
  if (process.platform === 'win32') {
    await run({ file: binaries.pgCtl, args: ['kill', 'INT', String(server.pid)] }, folder.root);
  } else {
    process.kill(server.pid, 'SIGINT');
  }
  if (await isDownWithin(server, FAST_STOP_MS)) {
    return;
  }
  // An "immediate" shutdown: the next start recovers from the write-ahead log.
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

function serverArguments(folder: DataFolder, settings: Settings, port: number): string[] {
  // The last setting of a name applies, so the caller's can't open the server to the network.
  const all = {
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
  };
  return ['-D', folder.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Resolves with the server when it is ready, or with its log if it ends. */
async function spawnServer(folder: DataFolder, command: Command, onWaiting?: () => void): Promise<Server | string> {
  const log = await openPrivateLog(folder.log);
  try {
    const before = (await log.stat()).size;
    const child = spawnDetached(folder, command, log.fd);
    onWaiting?.();
    const outcome = await whenReadyOrEnded(folder, child);
    if (typeof outcome === 'object') {
      return outcome;
    }
    return `${outcome}; ${await endOf(log, before)}`;
  } finally {
    await log.close();
  }
}

/** Starts a separate session, which Ctrl-C in the terminal does not reach, so that requests can be drained first. */
function spawnDetached(folder: DataFolder, command: Command, log: number): ChildProcess {
  const child = spawn(command.file, command.args, {
    cwd: folder.root,
    env: environmentOfPostgres(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
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

/** The part of the log after this size. */
async function endOf(log: FileHandle, size: number): Promise<string> {
  const { buffer, bytesRead } = await log.read({
    buffer: Buffer.alloc(TAIL_BYTES),
    position: Math.max(size, (await log.stat()).size - TAIL_BYTES),
  });
  return buffer.subarray(0, bytesRead).toString();
}

/** Another process took the port between the check and the bind, or the children of a killed server have not ended yet. */
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
