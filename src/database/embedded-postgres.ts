import { existsSync } from 'node:fs';
import { chooseAccount } from './embedded-postgres/account.js';
import { findBinaries } from './embedded-postgres/binaries.js';
import type { Binaries } from './embedded-postgres/binaries.js';
import { DATABASE, ensureDatabase, isPassingRefusal } from './embedded-postgres/connection.js';
import { hasCluster, openDataFolder } from './embedded-postgres/data-folder.js';
import type { DataFolder } from './embedded-postgres/data-folder.js';
import { withFileLock } from './embedded-postgres/file-lock.js';
import { hasCode } from './embedded-postgres/has-code.js';
import { initialise, SUPERUSER } from './embedded-postgres/initdb.js';
import { claim, isHeld, release } from './embedded-postgres/ownership.js';
import { readPassword } from './embedded-postgres/password.js';
import { poll } from './embedded-postgres/poll.js';
import { livingServer, removeForeignPostmasterFile } from './embedded-postgres/postmaster-file.js';
import type { Server } from './embedded-postgres/postmaster-file.js';
import { startServer, stopServer } from './embedded-postgres/server.js';
import type { StartOptions } from './embedded-postgres/start-options.js';

const ATTACH_WITHIN_MS = 60_000;

/** A running PostgreSQL of this service's own. */
export interface EmbeddedPostgres {
  /** Of the superuser, on 127.0.0.1; holds the password, so it belongs in no log. */
  readonly url: string;
  /** The cluster's folder. */
  readonly dataFolder: string;
  /**
   * Stops the server and waits until it is down, whoever is still connected; a second call waits for the first. Does
   * nothing when another living process (or an earlier call in this one) owns the server: then this one is a guest.
   *
   * @throws Error when the server is not down after 40 seconds
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions extends StartOptions {
  /** The parent folder, such as `.data`; closed to other users. The cluster goes to `postgres` in it. */
  dataDir: string;
}

/**
 * Only for development and tests. The server listens on 127.0.0.1 alone and asks for a password that is made at random
 * and kept in `<dataDir>/postgres.password`, readable by its owner alone. Started by root, it runs as `postgres` or
 * `nobody`, with the capability to read what root can read where the system grants one.
 *
 * There is one server for one `dataDir`, and it outlives a killed process. Whoever starts it, or finds it without a living
 * owner, owns it; all others are guests. When the owner stops, its guests lose the database.
 *
 * @throws Error that says what to do: not installed, no such platform, a cluster of another major version, a folder
 * of another user's, or no user but root
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  try {
    const folder = await openDataFolder(options.dataDir);
    return await withFileLock(folder.lock, () => attachOrStart(folder, binaries, options));
  } catch (cause) {
    if (!hasCode(cause, 'EACCES', 'EPERM')) {
      throw cause;
    }
    throw new Error(
      `${options.dataDir} can't be used by this user: run as the ordinary user it belongs to, or set DATABASE_URL.`,
      { cause },
    );
  }
}

async function attachOrStart(folder: DataFolder, binaries: Binaries, options: StartOptions): Promise<EmbeddedPostgres> {
  const exists = await hasCluster(folder, binaries.majorVersion);
  const server = (exists && (await attach(folder))) || (await start(folder, binaries, exists, options));
  const ownership = await claim(folder.owner);
  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://${SUPERUSER}:${await passwordOf(folder)}@127.0.0.1:${server.port}/${DATABASE}`,
    dataFolder: folder.cluster,
    stop: () => (stopped ??= stop(folder, binaries, server, ownership)),
  };
}

/** A server that an earlier process left, or that another one owns. */
async function attach(folder: DataFolder): Promise<Server | undefined> {
  const attached = await poll(async () => {
    const server = await livingServer(folder.cluster);
    if (!server) {
      return 'none';
    }
    if (await answers(folder, server)) {
      return server;
    }
    // In doubt PostgreSQL judges for itself, when it is started.
    return server.certain ? undefined : 'none';
  }, ATTACH_WITHIN_MS);
  if (attached === undefined) {
    throw new Error(`The server of ${folder.cluster} runs but does not answer; see ${folder.log}.`);
  }
  return attached === 'none' ? undefined : attached;
}

async function answers(folder: DataFolder, server: Server): Promise<boolean> {
  // A server that has just begun has not written its port yet.
  if (!server.port) {
    return false;
  }
  try {
    await ensureDatabase(server.port, await passwordOf(folder));
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
  await account.giveTo(folder.cluster);
  await removeForeignPostmasterFile(folder.cluster);
  const server = await startServer(folder, binaries, account, options);
  try {
    if (!(await answers(folder, server))) {
      throw new Error(`The server of ${folder.cluster} went away; see ${folder.log}.`);
    }
    // Whoever owned the server that ran before has lost it.
    await release(folder.owner);
    return server;
  } catch (error) {
    await stopServer(folder, binaries, server.process);
    throw error;
  }
}

async function stop(
  folder: DataFolder,
  binaries: Binaries,
  server: Server,
  ownership: string | undefined,
): Promise<void> {
  if (ownership === undefined) {
    return;
  }
  // Somebody has deleted the folder under the running server.
  if (!existsSync(folder.root)) {
    return stopServer(folder, binaries, server.process);
  }
  await withFileLock(folder.lock, async () => {
    if (!(await isHeld(folder.owner, ownership))) {
      return;
    }
    await stopServer(folder, binaries, server.process);
    await release(folder.owner);
  });
}

async function passwordOf(folder: DataFolder): Promise<string> {
  const password = await readPassword(folder.password);
  if (password) {
    return password;
  }
  throw new Error(
    `${folder.password} is missing, and ${folder.cluster} can't be opened without it: put it back, or move the folder away.`,
  );
}
