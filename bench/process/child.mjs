// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const READY_WITHIN_MS = 30_000;
const EVERY_MS = 20;
const STOPPED_WITHIN_MS = 10_000;

/** What a child sees of the environment: nothing that could make two of them differ. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];

/**
 * A server in a process of its own.
 *
 * @typedef {object} Child
 * @property {number} pid
 * @property {{ host: string, port: number }} address
 * @property {string} url
 * @property {number} readyAfterMs from the spawn to its first answer
 * @property {() => Promise<void>} stop
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {object} what
 * @param {string} what.command
 * @param {readonly string[]} what.args
 * @param {number} what.port
 * @param {string} what.readyPath answers, and no 5xx, once it is ready
 * @param {string} what.log the file that takes whatever it prints
 * @param {Readonly<Record<string, string>>} [what.env]
 * @param {string} [what.cwd]
 * @returns {Promise<Child>}
 * @throws {Error} with what it printed, where it does not come up
 */
export async function startChild({ command, args, port, readyPath, log, env = {}, cwd }) {
  const startedAt = performance.now();
  const file = await open(log, 'w');
  const child = spawn(command, args, {
    cwd,
    env: { ...environment(), ...env },
    // Not a pipe: reading it would take time from the processors that are measured.
    stdio: ['ignore', file.fd, file.fd],
  });
  track(child);
  await once(child, 'spawn');
  await file.close();
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url + readyPath))) {
    if (child.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS) {
      child.kill('SIGKILL');
      throw new Error(`${command} ${args.join(' ')} did not come up:\n${await readFile(log, 'utf8')}`);
    }
    await pause(EVERY_MS);
  }
  const readyAfterMs = performance.now() - startedAt;
  return { pid: Number(child.pid), address: { host: '127.0.0.1', port }, url, readyAfterMs, stop: () => stop(child) };
}

/** @param {import('node:child_process').ChildProcess} child killed with all others, unless it has ended by then */
export function track(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** For an end that nobody has foreseen. */
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
