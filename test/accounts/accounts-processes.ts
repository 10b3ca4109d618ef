import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AccountsModuleOptions, Mail } from '@portcullis/accounts';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/process.js';
import { TEST_SECRET } from '../support/secret.js';
import { RecordingMailer } from './recording.mailer.js';

const PROGRAM = join(import.meta.dirname, 'accounts-instance.program.mjs');

type EmailVerificationMode = NonNullable<AccountsModuleOptions['emailVerification']>;

interface Report {
  readonly url?: string;
  readonly mail?: Mail;
  readonly purged?: number;
}

/** Two processes of an application with accounts, on one database. */
export class AccountsProcesses {
  readonly mailer = new RecordingMailer();
  readonly clients: Client[] = [];
  readonly #children: ChildProcess[] = [];

  private constructor(
    private readonly database: TestDatabase,
    private readonly emailVerification: EmailVerificationMode,
  ) {}

  static async start(emailVerification: EmailVerificationMode = 'optional'): Promise<AccountsProcesses> {
    const processes = new AccountsProcesses(await createTestDatabase(), emailVerification);
    await processes.#start();
    await processes.#start();
    return processes;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Lets a process delete the accounts that are due. Returns how many it has deleted. */
  purge(index: number): Promise<number> {
    const child = this.#children[index]!;
    return new Promise((resolve) => {
      const listen = ({ purged }: Report) => {
        if (purged !== undefined) {
          child.off('message', listen);
          resolve(purged);
        }
      };
      child.on('message', listen);
      child.send('purge');
    });
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await this.database.drop();
  }

  async #start(): Promise<void> {
    const child = fork(PROGRAM, [this.database.url, TEST_SECRET, this.emailVerification], { execArgv: [] });
    this.#children.push(child);
    const urls: string[] = [];
    child.on('message', ({ url, mail }: Report) => {
      urls.push(...(url === undefined ? [] : [url]));
      this.mailer.mails.push(...(mail ? [mail] : []));
    });
    this.clients.push(new Client(await eventually(() => urls[0], 60_000)));
  }
}
