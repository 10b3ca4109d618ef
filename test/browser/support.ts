import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { query } from '../processes/query.js';
import { createTestDatabase } from '../support/database.js';

/** The compiled service in its own process, with an empty database. */
export interface CompiledService {
  readonly url: string;
  readonly dataDir: string;
  /** Grants a role directly in the database. */
  grantRole(username: string, role: string): Promise<void>;
  deleteAllUsers(): Promise<void>;
  stop(): Promise<void>;
}

/** @param env further environment variables */
export async function startCompiledService(env: Readonly<Record<string, string>> = {}): Promise<CompiledService> {
  const [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'portcullis-docs-'))]);
  const child = spawn(process.execPath, [resolve('dist/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PORT: '0',
      LOG_LEVEL: 'error',
      AUTH_BCRYPT_COST: '4',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    await stopProcess(child);
    await Promise.all([database.drop(), rm(folder, { recursive: true, force: true })]);
  };
  try {
    const grantRole = async (username: string, role: string): Promise<void> => {
      await query(database.url, 'UPDATE users SET roles = array_append(roles, $2) WHERE username = $1', [
        username,
        role,
      ]);
    };
    const deleteAllUsers = async (): Promise<void> => {
      await query(database.url, 'TRUNCATE users RESTART IDENTITY CASCADE', []);
    };
    return { url: await urlPrintedBy(child), dataDir: folder, grantRole, deleteAllUsers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function urlPrintedBy(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const url = /is up +(http:\S+)/.exec(printed)?.[1];
    if (url !== undefined) {
      return url;
    }
  }
  throw new Error(`The service ended before it was up: ${printed}`);
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}
