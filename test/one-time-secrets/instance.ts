import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TEST_SECRET } from '../support/secret.js';

const PROGRAM = join(import.meta.dirname, 'instance.program.mjs');

export type Operation =
  'issue' | 'verify' | 'attempt' | 'consume' | 'verifyAndConsume' | 'consumeAndRollBack' | 'purge';

export interface Outcome {
  readonly value?: unknown;
  /** The name of the error's class. */
  readonly error?: string;
  readonly message?: string;
}

/** A process that uses one-time secrets in a shared database. */
export class Instance {
  #calls = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start(databaseUrl: string): Promise<Instance> {
    const child = fork(PROGRAM, [databaseUrl, TEST_SECRET], { execArgv: [] });
    const ended = once(child, 'exit').then(() => {
      throw new Error('The instance ended before it was ready: see its output above.');
    });
    await Promise.race([once(child, 'message'), ended]);
    return new Instance(child);
  }

  /** Runs the operation with each of the arguments, all at once. */
  call(operation: Operation, calls: readonly unknown[]): Promise<readonly Outcome[]> {
    const id = ++this.#calls;
    return new Promise((resolve) => {
      const listen = (message: { readonly id: number; readonly outcomes: readonly Outcome[] }) => {
        if (message.id === id) {
          this.child.off('message', listen);
          resolve(message.outcomes);
        }
      };
      this.child.on('message', listen);
      this.child.send({ id, operation, calls });
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}
