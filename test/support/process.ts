import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from '@jest/globals';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { TEST_SECRET } from './secret.js';

const ROOT = join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 30_000;
const EVERY_MS = 25;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that a test has started; its process leads a group of its own, as a shell's job does. */
export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** Everything it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** As Ctrl-C in a terminal does: to whatever runs in the group. */
  readonly signalGroup: (signal: NodeJS.Signals) => void;
}

export interface StartedService extends StartedProcess {
  readonly url: string;
}

export interface ProcessOptions {
  /** All that the program sees of an environment, beside what every program needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default dist/main.js */
  readonly script?: 'dist/main.js' | 'scripts/start.mjs';
}

const started: StartedProcess[] = [];
const folders: string[] = [];

// Before whatever the suite itself takes away afterwards, a database for one.
afterAll(async () => {
  for (const { signalGroup, exited } of started) {
    signalGroup('SIGKILL');
    await exited;
  }
  await Promise.all(folders.map(removeFolder));
});

/** For services that share a database and a secret, with bcrypt at its lowest cost. */
export function sharedBy(databaseUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl, AUTH_JWT_SECRET: TEST_SECRET, AUTH_BCRYPT_COST: '4' };
}

/** A folder that is gone when the suite has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-process-'));
  folders.push(folder);
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  // What a killed service left: take it over, and stop it.
  if (existsSync(join(folder, 'postgres/postmaster.pid'))) {
    await (await startEmbeddedPostgres({ dataDir: folder })).stop();
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Starts any program; it is killed, with its whole group, when the suite has ended. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<StartedProcess> {
  // A folder of its own, so that neither an `.env` nor the data of a developer's checkout is found.
  const cwd = await temporaryFolder();
  const kept = Object.fromEntries(['PATH', 'HOME', 'TMPDIR', 'SystemRoot'].map((name) => [name, process.env[name]]));
  const child = spawn(command, args, {
    cwd,
    env: { ...kept, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  const exited = once(child, 'close').then(([code, signal]: unknown[]) => ({ code, signal }) as Exit);
  await once(child, 'spawn');
  const program = { pid: child.pid!, exited, ...printed, ...signalsTo(child) };
  started.push(program);
  return program;
}

/** Starts the compiled service on a free port, and does not wait for it. */
export function launch({ env = {}, script = 'dist/main.js' }: ProcessOptions = {}): Promise<StartedProcess> {
  return run(process.execPath, [join(ROOT, script)], { PORT: '0', ...env });
}

/** Starts the compiled service on a free port, and waits until it says that it is ready. */
export async function startProcess(options: ProcessOptions = {}): Promise<StartedService> {
  const service = await launch(options);
  const url = await eventually(() => urlIn(service.stdout()) || refuseIfEnded(service), READY_WITHIN_MS);
  await eventually(async () => (await isReady(url)) || refuseIfEnded(service), READY_WITHIN_MS);
  return { ...service, url };
}

/**
 * Asks until there is an answer that counts for true.
 *
 * @throws Error at the deadline
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  withinMs: number,
): Promise<Exclude<T, false | '' | undefined>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer as Exclude<T, false | '' | undefined>;
    }
    if (performance.now() > deadline) {
      throw new Error(`Did not come about within ${withinMs} ms: ${ask.toString()}`);
    }
    await pause(EVERY_MS);
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

/** The banner outside production, the log's line in it. */
function urlIn(stdout: string): string | undefined {
  return (/is up +(\S+)/.exec(stdout) ?? /"url":"([^"]+)","msg":"listening"/.exec(stdout))?.[1];
}

function refuseIfEnded({ hasExited, stdout, stderr }: StartedProcess): undefined {
  if (hasExited()) {
    throw new Error(`The service has ended: ${stdout()}${stderr()}`);
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}

function signalsTo(child: ChildProcess): Pick<StartedProcess, 'hasExited' | 'signal' | 'signalGroup'> {
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    hasExited,
    signal: (signal) => void child.kill(signal),
    signalGroup: (signal) => {
      // Once the leader is gone, its number may be somebody else's.
      if (!hasExited()) {
        process.kill(-child.pid!, signal);
      }
    },
  };
}
