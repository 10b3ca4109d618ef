import type { Binaries } from './binaries.js';
import { chooseAccount } from './account.js';
import { ensureDatabase, isPassingRefusal } from './connection.js';
import { hasCluster } from './data-folder.js';
import type { DataFolder } from './data-folder.js';
import { hasCode } from './has-code.js';
import { initialise } from './initdb.js';
import { leasedPort } from './leases.js';
import { requirePassword } from './password.js';
import { poll } from './poll.js';
import { livingServer, removeForeignPostmasterFile } from './postmaster-file.js';
import type { Server } from './postmaster-file.js';
import { startServer, stopServer } from './server.js';
import type { StartOptions } from './start-options.js';

const ATTACH_WITHIN_MS = 60_000;

/**
 * Attaches to the running server of this folder, or starts one at the port that other processes use. Call it under the folder's
 * lock.
 */
export async function attachOrStart(folder: DataFolder, binaries: Binaries, options: StartOptions): Promise<Server> {
  const exists = await hasCluster(folder, binaries.majorVersion);
  return (exists && (await attach(folder))) || (await start(folder, binaries, exists, options));
}

/** Attaches to a server that other processes use, or that an earlier process left. */
async function attach(folder: DataFolder): Promise<Server | undefined> {
  const attached = await poll(async () => {
    const server = await livingServer(folder.cluster);
    if (!server) {
      return 'none';
    }
    if (await responds(folder, server)) {
      return server;
    }
    // If in doubt, PostgreSQL decides when it is started.
    return server.certain ? undefined : 'none';
  }, ATTACH_WITHIN_MS);
  if (attached === undefined) {
    throw new Error(`The server of ${folder.cluster} runs but does not answer: see ${folder.log}, or end it.`);
  }
  return attached === 'none' ? undefined : attached;
}

async function responds(folder: DataFolder, server: Server): Promise<boolean> {
  // A server that is starting has not written its port yet.
  if (!server.port) {
    return false;
  }
  try {
    await ensureDatabase(server.port, await requirePassword(folder));
    return true;
  } catch (error) {
    if (isPassingRefusal(error)) {
      return false;
    }
    const reason = hasCode(error, '28P01')
      ? `refuses the password in ${folder.password}`
      : error instanceof Error
        ? error.message
        : String(error);
    throw new Error(`The server of ${folder.cluster} can't be used: ${reason}; see ${folder.log}.`, { cause: error });
  }
}

async function start(folder: DataFolder, binaries: Binaries, exists: boolean, options: StartOptions): Promise<Server> {
  const account = await chooseAccount(folder, binaries);
  if (!exists) {
    await initialise(folder, binaries, account, options);
  }
  await removeForeignPostmasterFile(folder.cluster);
  const server = await startServer(folder, binaries, account, { ...options, port: await leasedPort(folder.leases) });
  try {
    if (!(await responds(folder, server))) {
      throw new Error(`The server of ${folder.cluster} went away; see ${folder.log}.`);
    }
    return server;
  } catch (error) {
    await stopServer(folder, binaries, server.process);
    throw error;
  }
}
