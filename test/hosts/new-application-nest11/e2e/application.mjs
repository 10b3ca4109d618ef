import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const FOLDER = join(import.meta.dirname, '../hello');
const ENV = { ...process.env, AUTH_SECRET: randomBytes(32).toString('base64url') };
const READY_WITHIN_MS = 60_000;

/** @throws Error with the output of the command if it fails */
export async function inApplication(command, env = {}) {
  const child = start(command, env);
  if ((await child.closed) !== 0) {
    throw new Error(`${command}\n${child.output()}`);
  }
}

/** Starts the built application, and calls `use` with its URL. */
export async function whileItRuns(use) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = start('npm run start:prod', { PORT: String(port) });
  try {
    await ready(url, child);
    await use(url);
  } finally {
    child.kill();
    await child.closed;
  }
}

/** In a process group of its own, because npm starts the application in a process of its own. */
function start(command, env) {
  const child = spawn(command, {
    cwd: FOLDER,
    shell: true,
    detached: true,
    env: { ...ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => output.push(text));
  }
  const closed = once(child, 'close').then(([code]) => code);
  const hasExited = () => child.exitCode !== null;
  const kill = () => hasExited() || process.kill(-child.pid);
  return { closed, kill, output: () => output.join(''), hasExited };
}

async function ready(url, child) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && !child.hasExited()) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await pause(50);
  }
  throw new Error(`The application did not start.\n${child.output()}`);
}

/** Below the ports that the system gives to connections, so that none takes it before the application listens. */
async function freePort() {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const probe = createServer();
    const isFree = await new Promise((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, () => resolve(true));
    });
    if (isFree) {
      await new Promise((resolve) => probe.close(resolve));
      return port;
    }
  }
}
