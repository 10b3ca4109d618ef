import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/**
 * What runs in the thread. As text: a file of its own would have to be found by applications that are bundled, and compiled by
 * tests that run from their sources. `chrt` belongs to every Debian; without it, or where it fails, the thread is one like any
 * other.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { hashSync } = require(workerData.bcrypt);

if (workerData.yields) {
  try {
    const thread = require('node:fs').readlinkSync('/proc/thread-self').split('/').pop();
    const { execFileSync } = require('node:child_process');
    execFileSync('/usr/bin/chrt', ['-i', '-p', '0', thread], { stdio: 'ignore', timeout: 5_000 });
  } catch {}
}

parentPort.on('message', ({ key, setting }) => parentPort.postMessage(hashSync(Buffer.from(key), setting)));
`;

interface Waiting {
  readonly resolve: (hash: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Computes bcrypt, one hash at a time. */
export interface BcryptThread {
  readonly yields: boolean;
  readonly hasEnded: boolean;
  /** To be called when the hash before it is there. Rejects where the thread ends over it. */
  hash(key: Buffer, setting: string): Promise<string>;
  end(): void;
}

/** Keeps the process alive while it hashes. */
export class HashingThread implements BcryptThread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #hasEnded = false;

  /**
   * @param yields whether it is to run with Linux's `SCHED_IDLE`: on what other threads leave of the processors
   * @throws where this process may have no threads, or bcrypt is nowhere to be found
   */
  constructor(readonly yields: boolean) {
    const bcrypt = createRequire(import.meta.url).resolve('bcrypt');
    // Neither the environment's secrets are its business nor what was preloaded for the program.
    this.#worker = new Worker(PROGRAM, { eval: true, env: {}, execArgv: [], workerData: { bcrypt, yields } });
    this.#worker.on('message', (hash: string) => this.#settle()?.resolve(hash));
    this.#worker.on('error', (error) => this.#onEnd(error));
    this.#worker.on('exit', () => this.#onEnd(new Error('The thread for hashing has ended.')));
    this.#worker.unref();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  hash(key: Buffer, setting: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      this.#worker.postMessage({ key, setting });
    });
  }

  end(): void {
    void this.#worker.terminate();
  }

  #onEnd(error: unknown): void {
    this.#hasEnded = true;
    this.#settle()?.reject(error);
  }

  /** Whoever waits does so no more. */
  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    return waiting;
  }
}
