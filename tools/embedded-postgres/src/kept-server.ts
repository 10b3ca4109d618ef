import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { attachOrStart } from './attach-or-start.js';
import type { Binaries } from './binaries.js';
import { hasCluster } from './data-folder.js';
import type { DataFolder } from './data-folder.js';
import { withFileLock } from './file-lock.js';
import { explainFolderFailure } from './folder-failure.js';
import { isFull } from './has-code.js';
import { giveUpLease, leasedPort, takeLease } from './leases.js';
import { livingServer } from './postmaster-file.js';
import type { Server } from './postmaster-file.js';
import { looksAlive } from './process-identity.js';
import { stopServer } from './server.js';
import type { StartOptions } from './start-options.js';

const LOOK_EVERY_MS = 250;

/** Consecutive attempts, with pauses of about 25 seconds in total. */
const RESTARTS = 10;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A server that ran this long resets the count of restarts. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * The server, as one of the processes that use it sees it. Each process holds a lease and looks whether the server is alive.
 * When the server has ended, the process that has the folder's lock first starts it again at the same port, and the others
 * find it there. The process that gives up the last lease stops the server.
 */
export class KeptServer {
  /** Resolves with the reason if the server can't be started again. */
  readonly lost: Promise<Error>;
  readonly #stopping = new AbortController();
  readonly #watching: Promise<Error | undefined>;
  #stopped: Promise<void> | undefined;

  private constructor(
    private readonly folder: DataFolder,
    private readonly binaries: Binaries,
    private readonly options: StartOptions,
    private readonly lease: string,
    private server: Server,
  ) {
    this.#watching = this.#watch();
    this.lost = new Promise((settle) => void this.#watching.then((error) => error && settle(error)));
  }

  static open(folder: DataFolder, binaries: Binaries, options: StartOptions): Promise<KeptServer> {
    return withFileLock(folder.lock, async () => {
      const server = await attachOrStart(folder, binaries, options);
      try {
        return new KeptServer(folder, binaries, options, await takeLease(folder.leases, server.port), server);
      } catch (error) {
        if ((await leasedPort(folder.leases)) === undefined) {
          await stopServer(folder, binaries, server.process);
        }
        throw error;
      }
    });
  }

  get port(): number {
    return this.server.port;
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    const { folder, binaries } = this;
    this.#stopping.abort();
    await this.#watching;
    // The folder was deleted while the server ran.
    if (!existsSync(folder.root)) {
      return stopServer(folder, binaries, this.server.process);
    }
    const giveUp = async (): Promise<void> => {
      if (!(await giveUpLease(folder.leases, this.lease))) {
        await stopServer(folder, binaries, ((await livingServer(folder.cluster)) ?? this.server).process);
      }
    };
    // On a full disk no process can take the lock, so none can start the server meanwhile.
    await withFileLock(folder.lock, giveUp).catch((error: unknown) => {
      if (!isFull(error)) {
        throw error;
      }
      return giveUp();
    });
  }

  /** @returns why the server can't be started again; `undefined` when this use of it is stopped */
  async #watch(): Promise<Error | undefined> {
    let restarts = 0;
    let lastRestart = performance.now();
    while (await this.#waited(LOOK_EVERY_MS)) {
      if (await looksAlive(this.server.process)) {
        continue;
      }
      restarts = performance.now() - lastRestart > HEALTHY_AFTER_MS ? 1 : restarts + 1;
      if (restarts > 1 && !(await this.#waited(Math.min(FIRST_PAUSE_MS * 2 ** restarts, LONGEST_PAUSE_MS)))) {
        break;
      }
      const failure = await this.#restart().catch((error: Error) => (restarts < RESTARTS ? undefined : error));
      if (failure) {
        return failure;
      }
      lastRestart = performance.now();
    }
    return undefined;
  }

  /**
   * @returns the error if another attempt is of no use
   * @throws Error if another attempt may succeed
   */
  async #restart(): Promise<Error | undefined> {
    const { folder, binaries, options, port } = this;
    options.onRestart?.(`The embedded PostgreSQL has ended, and is started again; see ${folder.log}.`);
    const server = await explainFolderFailure(folder.root, () =>
      withFileLock(folder.lock, async () => {
        // A new cluster would start without the users of the old one.
        const exists = await hasCluster(folder, binaries.majorVersion);
        return exists ? attachOrStart(folder, binaries, options) : undefined;
      }),
    );
    if (!server) {
      return new Error(
        `The data of the embedded PostgreSQL is gone: put ${folder.cluster} back, or start again without it.`,
      );
    }
    if (server.port !== port) {
      return new Error(
        `The embedded PostgreSQL has moved from port ${port} to ${server.port}: start this process again.`,
      );
    }
    this.server = server;
    return undefined;
  }

  /** Returns false if this use of the server was stopped meanwhile. */
  async #waited(ms: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await pause(ms, undefined, { ref: false, signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
