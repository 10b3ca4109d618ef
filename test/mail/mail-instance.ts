import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Mail } from '@portcullis/accounts';
import { TEST_SECRET } from '../support/secret.js';

const PROGRAM = join(import.meta.dirname, 'mail-instance.program.mjs');

type Message = 'ready' | { readonly mail?: Mail; readonly done?: true };

/** A process that sends the mails of a shared database. */
export class MailProcess {
  /** What it has handed to the mail server. */
  readonly sent: Mail[] = [];

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: Message) => {
      if (message !== 'ready' && message.mail) {
        this.sent.push(message.mail);
      }
    });
  }

  /** @param behaviour `never-finishes`: it is killed between the sending of a mail and the deletion of its row */
  static async start(databaseUrl: string, behaviour: 'finishes' | 'never-finishes' = 'finishes'): Promise<MailProcess> {
    const child = fork(PROGRAM, [databaseUrl, TEST_SECRET, behaviour], { execArgv: [] });
    const started = new MailProcess(child);
    const ended = once(child, 'exit').then(() => {
      throw new Error('The instance ended before it was ready: see its output above.');
    });
    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: Message) => message === 'ready' && resolve());
    });
    await Promise.race([ready, ended]);
    return started;
  }

  /** Writes mails, one transaction each. */
  async write(operation: 'put' | 'request', names: readonly string[]): Promise<void> {
    const done = new Promise<void>((resolve) => {
      const listen = (message: Message) => {
        if (message !== 'ready' && message.done) {
          this.child.off('message', listen);
          resolve();
        }
      };
      this.child.on('message', listen);
    });
    this.child.send({ operation, names });
    await done;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exited;
    }
  }
}
