import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Clock } from '@portcullis/auth';
import { SystemClock } from '@portcullis/auth/spi';
import { assertSendable } from '../mail/assert-sendable.js';
import type { Mail } from '../mail/mail.js';
import { Mailer } from '../mail/mailer.js';

export interface FileMailboxOptions {
  /** The folder of the mails. Created with access for this user alone if it is missing. */
  readonly folder: string;
  /** How many mails are kept: the newest. @default 100 */
  readonly limit?: number;
  /** @default the system clock */
  readonly clock?: Clock;
}

/** A mail as the mailbox keeps it. */
export interface MailboxEntry extends Mail {
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** `<time>-<id>.json`, so that names sort by time. */
const FILE = /^(\d{15})-([\w-]+)\.json$/;
const TIME_DIGITS = 15;

/**
 * Keeps mails in files instead of sending them, for development: they hold secrets, readable for this user alone (mode 0600). Never use it
 * in production.
 */
export class FileMailbox extends Mailer {
  readonly #folder: string;
  readonly #limit: number;
  readonly #clock: Clock;

  constructor({ folder, limit = 100, clock = new SystemClock() }: FileMailboxOptions) {
    super();
    this.#folder = folder;
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Keeps a mail. One that arrives again replaces the first. @throws UnsendableMailError */
  async send(mail: Mail): Promise<void> {
    assertSendable(mail);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const { id, to, subject, text, html } = mail;
    const receivedAt = this.#clock.now();
    const entry: MailboxEntry = { id, to, subject, text, html, receivedAt };
    const name = `${String(receivedAt).padStart(TIME_DIGITS, '0')}-${id}.json`;
    // Renamed, so that a reader finds whole files only.
    const temporary = join(this.#folder, `.${randomUUID()}`);
    await writeFile(temporary, JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
    await rename(temporary, join(this.#folder, name));
    const names = await this.#names();
    const repeated = names.filter((other) => other !== name && other.endsWith(`-${id}.json`));
    await this.#remove([...repeated, ...names.slice(this.#limit)]);
  }

  /** Reads all mails, the newest first. */
  async list(): Promise<MailboxEntry[]> {
    const entries = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    return entries.filter((entry) => entry !== null);
  }

  /** Deletes all mails. */
  async clear(): Promise<void> {
    await this.#remove(await this.#names());
  }

  async #names(): Promise<string[]> {
    try {
      const names = await readdir(this.#folder);
      return names.filter((name) => FILE.test(name)).toSorted((one, other) => (one < other ? 1 : -1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  /** `null` if another process has deleted it meanwhile. */
  async #read(name: string): Promise<MailboxEntry | null> {
    try {
      return JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as MailboxEntry;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    }
  }

  async #remove(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(join(this.#folder, name), { force: true })));
  }
}
