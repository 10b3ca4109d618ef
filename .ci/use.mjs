// Starts the built service as the README does, and follows its section "Try".
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageArguments } from '../scripts/image-arguments.mjs';

const READY_WITHIN_MS = 20_000;

const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-ci-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;

try {
  await use('first start', ['scripts/start.mjs']);
  await use('second start, with the arguments of the image', imageArguments());
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function use(name, args) {
  const started = performance.now();
  const service = spawn(process.execPath, args, {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = new Promise((resolve) => service.on('exit', resolve));
  try {
    await ready();
    process.stdout.write(`${name}: ready after ${Math.round(performance.now() - started)} ms\n`);
    await tryIt(name.replaceAll(/\W+/g, '-'));
  } finally {
    service.kill('SIGTERM');
  }
  assert.equal(await exited, 0, 'the service stops cleanly');
}

async function ready() {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The service was not ready within ${READY_WITHIN_MS} ms.`);
}

async function tryIt(username) {
  const password = 'correct horse battery staple';
  const registered = await fetch(`${url}/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, email: `${username}@example.com`, password }),
  });
  assert.equal(registered.status, 201);
  const signedIn = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username, password }) });
  assert.equal(signedIn.status, 200);
  const { access_token: token } = await signedIn.json();
  const me = await fetch(`${url}/me`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await me.json()).username, username);
  assert.equal((await fetch(`${url}/me`)).status, 401);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const free = server.address().port;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
