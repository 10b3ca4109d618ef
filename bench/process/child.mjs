// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 30_000;
const EVERY_MS = 20;
const STOPPED_WITHIN_MS = 10_000;

/** The variables that a child inherits. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];

/**
 * A server in its own process.
 *
 * @typedef {object} Child
 * @property {number} pid
 * @property {{ host: string, port: number }} address
 * @property {string} url
 * @property {number} readyAfterMs from the spawn to its first response
 * @property {() => Promise<void>} stop
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {object} what
 * @param {string} what.command
 * @param {readonly string[]} what.args
 * @param {number} what.port
 * @param {string} what.readyPath responds with less than 500 when the server is ready
 * @param {string} what.log the file of its output
 * @param {Readonly<Record<string, string>>} [what.env]
 * @param {string} [what.cwd]
 * @returns {Promise<Child>}
 * @throws {Error} with its output if it does not start
 */
export async function startChild({ command, args, port, readyPath, log, env = {}, cwd }) {
  const startedAt = performance.now();
  const file = await open(log, 'w');
  const child = spawn(command, args, {
    cwd,
    env: { ...environment(), ...env },
    // Not a pipe, because reading it would take processor time from the measurement.
    stdio: ['ignore', file.fd, file.fd],
  });
  track(child);
  await once(child, 'spawn');
  await file.close();
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url + readyPath))) {
    if (child.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS) {
      child.kill('SIGKILL');
      throw new Error(`${command} ${args.join(' ')} did not start:\n${await readFile(log, 'utf8')}`);
    }
    await pause(EVERY_MS);
  }
  const readyAfterMs = performance.now() - startedAt;
  return { pid: Number(child.pid), address: { host: '127.0.0.1', port }, url, readyAfterMs, stop: () => stop(child) };
}

/** @param {import('node:child_process').ChildProcess} child killed by `killAllChildren` unless it has ended */
export function track(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** For an unexpected end of the bench. */
export function killAllChildren() {
  running.forEach((child) => child.kill('SIGKILL'));
}

export function environment() {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}

/** @param {import('node:child_process').ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await exited;
  clearTimeout(patience);
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { headers: { Connection: 'close' } });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}
