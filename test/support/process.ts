import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { startEmbeddedPostgres } from '../../tools/embedded-postgres/src/index.js';
import { eventually } from './eventually.js';
import { TEST_SECRET } from './secret.js';

export { eventually };

const ROOT = join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 60_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that a test has started, in its own process group like a job of a shell. */
export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** Its output so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Signals all processes of the group, like Ctrl-C in a terminal. */
  readonly signalGroup: (signal: NodeJS.Signals) => void;
}

export interface StartedService extends StartedProcess {
  readonly url: string;
}

export interface ProcessOptions {
  /** The environment, besides `PATH`, `HOME` and the like. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default dist/main.js */
  readonly script?: 'dist/main.js' | 'scripts/start.mjs';
}

const started: StartedProcess[] = [];
const folders: string[] = [];

// Runs before the `afterAll` of a suite, which may drop a database that the programs use.
afterAll(async () => {
  for (const { signalGroup, exited } of started) {
    signalGroup('SIGKILL');
    await exited;
  }
  await Promise.all(folders.map(removeFolder));
});

/** Environment of services that share a database and a secret, with the lowest cost of bcrypt. */
export function sharedBy(databaseUrl: string): Record<string, string> {
  return { DATABASE_URL: databaseUrl, AUTH_JWT_SECRET: TEST_SECRET, AUTH_BCRYPT_COST: '4' };
}

/** Creates a folder that is removed after the suite. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-process-'));
  folders.push(folder);
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  // Stops the PostgreSQL of a killed service.
  if (existsSync(join(folder, 'postgres/postmaster.pid'))) {
    await (await startEmbeddedPostgres({ dataDir: folder })).stop();
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Starts a program. Its process group is killed after the suite. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<StartedProcess> {
  // Not in the checkout, which may have an `.env` and data.
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

/** Starts the compiled service on a free port, without waiting for it. */
export function launch({ env = {}, script = 'dist/main.js' }: ProcessOptions = {}): Promise<StartedProcess> {
  return run(process.execPath, [join(ROOT, script)], { PORT: '0', ...env });
}

/** Starts the compiled service on a free port, and waits until it is ready. */
export async function startProcess(options: ProcessOptions = {}): Promise<StartedService> {
  const service = await launch(options);
  const url = await eventually(() => urlIn(service.stdout()) || refuseIfEnded(service), READY_WITHIN_MS);
  await eventually(async () => (await isReady(url)) || refuseIfEnded(service), READY_WITHIN_MS);
  return { ...service, url };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

/** From the banner, or in production from the log. */
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
      // After the leader has exited, another process may have its id.
      if (!hasExited()) {
        process.kill(-child.pid!, signal);
      }
    },
  };
}
