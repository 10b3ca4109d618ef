import { findBinaries } from './binaries.js';
import { DATABASE } from './connection.js';
import { openDataFolder } from './data-folder.js';
import { forgetPostgresVariables } from './environment.js';
import { explainFolderFailure } from './folder-failure.js';
import { SUPERUSER } from './initdb.js';
import { KeptServer } from './kept-server.js';
import { requirePassword } from './password.js';
import type { StartOptions } from './start-options.js';

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Contains the superuser's password, so never log it. On 127.0.0.1; the same until `stop()`. */
  readonly url: string;
  /** The cluster's folder. */
  readonly dataFolder: string;
  /**
   * Resolves if the server has ended and can't be started again, with an error that says why and what to do. Before that, one of
   * the processes that use the server starts it again at the same port.
   */
  readonly lost: Promise<Error>;
  /**
   * Ends this use of the server. The last process that uses it stops it and waits until it is down. A second call waits for the
   * first.
   *
   * @throws Error if the server is not down after 40 seconds
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions extends StartOptions {
  /** The parent folder, such as `.data`; closed to other users. The cluster goes to `postgres` in it. */
  dataDir: string;
}

/**
 * Starts PostgreSQL for development and tests, or attaches to the server that already runs for this `dataDir`. The server listens
 * only on 127.0.0.1 and requires a random password, which only the owner of `<dataDir>/postgres.password` can read. It survives a
 * killed process, and runs until the last process that uses it has stopped. Started by root, it runs as an unprivileged user with
 * one capability, to reach the data folder.
 *
 * Removes PGHOST, PGOPTIONS, PGSSLMODE and all similar variables from the environment of this process: `pg` would apply them to
 * every connection.
 *
 * @throws Error that says what to do: it is not installed, there is none for this platform, the cluster has another major
 * version, the folder belongs to another user or has other content, the disk is full, or only root could run it
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  forgetPostgresVariables();
  const binaries = await findBinaries();
  const folder = await openDataFolder(options.dataDir);
  return explainFolderFailure(folder.root, async () => {
    const server = await KeptServer.open(folder, binaries, options);
    return {
      url: `postgres://${SUPERUSER}:${await requirePassword(folder)}@127.0.0.1:${server.port}/${DATABASE}`,
      dataFolder: folder.cluster,
      lost: server.lost,
      stop: () => server.stop(),
    };
  });
}
